"""Writes the fonts that FiguresTests reads, and what fontTools reads of them.

Made with Python 3.11 and fontTools 4.68. Run in this folder: python make_fonts.py [NotoSansCJK-Regular.ttc]

quadratic.ttf, compact.otf and the two in both.ttc are drawn here; noto.otf, a font keyed by character
with subroutines, is a subset of Noto Sans CJK 2.004 (SIL Open Font License 1.1, see LICENSE-Noto.txt) and
stays as it is where the collection is not named.
"""
import json
import pathlib
import sys

from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

OUT = pathlib.Path(__file__).parent / "fonts"
OUT.mkdir(exist_ok=True)
NAMES = {0x53E3: "mouth", 0x56DE: "turn", 0x4EBA: "person", 0x0301: "acute", 0x1F600: "face"}
UNITS = {True: 256, False: 1000}


def ring(pen, low, high, width):
    for a, b, turn in [(low, high, 1), (low + width, high - width, -1)]:
        corners = [(a, a), (a, b), (b, b), (b, a)][::turn]
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()


def round_shape(pen, quadratic, middle, radius):
    m, r, k = middle, radius, 0.5523 * radius
    pen.moveTo((m + r, m))
    quarters = [((1, 0), (0, -1)), ((0, -1), (-1, 0)), ((-1, 0), (0, 1)), ((0, 1), (1, 0))]
    for (x0, y0), (x1, y1) in quarters:
        end = (round(m + r * x1), round(m + r * y1))
        if quadratic:
            pen.qCurveTo((round(m + r * (x0 + x1)), round(m + r * (y0 + y1))), end)
        else:
            pen.curveTo(
                (round(m + r * x0 + k * x1), round(m + r * y0 + k * y1)),
                (round(m + r * x1 + k * x0), round(m + r * y1 + k * y0)), end)
    pen.closePath()


def build(quadratic):
    unit = UNITS[quadratic]
    glyphs = {}

    def draw(name, body, width=unit):
        pen = TTGlyphPen(glyphs) if quadratic else T2CharStringPen(width, None)
        body(pen)
        glyphs[name] = pen.glyph() if quadratic else pen.getCharString()

    draw(".notdef", lambda pen: ring(pen, 0, unit // 2, unit // 20))
    draw("mouth", lambda pen: ring(pen, unit // 8, unit * 7 // 8, unit // 12))

    def turn(pen):
        if quadratic:
            pen.addComponent("mouth", (1, 0, 0, 1, 0, 0))
            pen.addComponent("mouth", (0.5, 0, 0, 0.5, unit // 4, unit // 4))
        else:
            ring(pen, unit // 8, unit * 7 // 8, unit // 12)
            ring(pen, unit * 5 // 16, unit * 11 // 16, unit // 24)

    draw("turn", turn)
    draw("person", lambda pen: round_shape(pen, quadratic, unit // 2, unit * 3 // 8))
    draw("acute", lambda pen: ring(pen, -unit // 3, -unit // 5, unit // 25), 0)
    draw("face", lambda pen: (
        round_shape(pen, quadratic, unit // 2, unit * 7 // 16), ring(pen, unit // 3, unit // 2, 20)))
    font = FontBuilder(unit, isTTF=quadratic)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap(NAMES)
    if quadratic:
        font.setupGlyf(glyphs)
    else:
        font.setupCFF("Compact", {"FullName": "Compact"}, glyphs, {})
    def left(name):
        return getattr(glyphs[name], "xMin", 0) if quadratic else 0

    widths = {name: (0 if name == "acute" else unit, left(name)) for name in glyphs}
    font.setupHorizontalMetrics(widths)
    font.setupHorizontalHeader(ascent=unit, descent=-unit // 4)
    font.setupNameTable({"familyName": "Fixture", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.font["head"].created = font.font["head"].modified = 3406620153
    return font.font


def facts(font):
    glyphs = font.getGlyphSet()
    scale = 2048 / font["head"].unitsPerEm
    table = {}
    for code, name in sorted(font.getBestCmap().items()):
        area, bounds = AreaPen(glyphs), BoundsPen(glyphs)
        glyphs[name].draw(area)
        glyphs[name].draw(bounds)
        table[chr(code)] = {
            "advance": round(font["hmtx"][name][0] * scale, 3),
            "area": round(area.value * scale**2, 1),
            "bounds": [round(v * scale, 2) for v in bounds.bounds or (0, 0, 0, 0)],
        }
    return table


if __name__ == "__main__":
    for quadratic, name in [(True, "quadratic.ttf"), (False, "compact.otf")]:
        font = build(quadratic)
        font.recalcTimestamp = False
        font.save(OUT / name)
    both = TTCollection()
    both.fonts = [TTFont(OUT / "compact.otf"), TTFont(OUT / "quadratic.ttf")]
    both.save(OUT / "both.ttc", shareTables=False)
    if len(sys.argv) > 1:
        options = subset.Options()
        options.layout_features = []
        options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GPOS", "GSUB", "GDEF", "DSIG"]
        options.name_IDs = []
        options.recalc_timestamp = False
        options.font_number = 2
        font = subset.load_font(sys.argv[1], options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="漢字图像聚类手写数字かな한글，、")
        subsetter.subset(font)
        subset.save_font(font, OUT / "noto.otf", options)
    names = ["quadratic.ttf", "compact.otf", "noto.otf"]
    expected = {name: facts(TTFont(OUT / name)) for name in names}
    (OUT / "expected.json").write_text(
        json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    for path in sorted(OUT.iterdir()):
        print(path.name, path.stat().st_size)
