"""Writes DejaVuSans.swift and DejaVuSansBold.swift: the glyphs the figures use, as Base64 text.

    python embed_dejavu.py FOLDER_OF_TTF_FILES

FOLDER holds DejaVuSans.ttf and DejaVuSans-Bold.ttf, version 2.37. Needs fonttools (4.68 was used).

The bytes, before Base64 (v: unsigned LEB128; s: the same, zigzag coded):
    v units per em, v ascent, v descent, v cap height, v x-height (in font units)
    v number of glyphs, and for each, in order of code point:
        v code point minus the one before, v advance width, v number of contours, and for each:
            v number of points, and for each:
                v 2 * zigzag(dx) + (1 when on the curve), s dy   (from the point before, from 0, 0)
    v number of kerning pairs, and for each, in order of (left, right) glyph index:
        v left glyph index minus the one before, v right glyph index, s adjustment
Glyph 0 stands for every character that is not embedded. Contours are TrueType's: quadratic, with an
on-curve point implied midway between two off-curve ones.
"""

import base64
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

CHARACTERS = (
    [chr(c) for c in range(0x20, 0x7F)]
    + [chr(c) for c in range(0xA0, 0x100) if c != 0xAD]
    + list("ŒœŠšŸŽžıŁłĆćČčĐđĘęĄąŃńŘřŚśŹźŻżĞğŞşŐőŰű")
    + [chr(c) for c in range(0x391, 0x3CA) if c != 0x3A2]
    + list("‐‑–—‘’‚“”„†‡•…‰′″‹›⁰⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ")
    + list("€ℓ←↑→↓↔⇐⇒⇔∂∆∇∈∏∑−∘√∝∞∥∧∨∩∪∫∼≃≈≠≡≤≥≪≫⊂⊕⊗⊙⋅⋯■□▲△▼▽◆◇○●★☆✓✗")
)
KERNED = [chr(c) for c in range(0x20, 0x7F)] + list("–—‘’“”…")


def varint(number):
    out = bytearray()
    while True:
        if number < 0x80:
            out.append(number)
            return bytes(out)
        out.append(number & 0x7F | 0x80)
        number >>= 7


def zigzag(number):
    return 2 * number if number >= 0 else -2 * number - 1


def contours(glyf, name):
    coordinates, ends, flags = glyf[name].getCoordinates(glyf)
    start = 0
    for end in ends:
        yield [(*coordinates[i], flags[i] & 1) for i in range(start, end + 1)]
        start = end + 1


def outline(glyf, name):
    all_contours = list(contours(glyf, name))
    out = varint(len(all_contours))
    x = y = 0
    for points in all_contours:
        out += varint(len(points))
        for to_x, to_y, on_curve in points:
            out += varint(2 * zigzag(to_x - x) + on_curve) + varint(zigzag(to_y - y))
            x, y = to_x, to_y
    return out


def kerning(font, cmap):
    """Pairs (left, right) of characters -> adjustment, from the kern table."""
    pairs = {}
    for table in font["kern"].kernTables:
        for (left, right), value in table.kernTable.items():
            pairs[left, right] = value
    for left in KERNED:
        for right in KERNED:
            value = pairs.get((cmap.get(ord(left)), cmap.get(ord(right))), 0)
            if value:
                yield left, right, value


def embed(path):
    font = TTFont(path)
    glyf, cmap, os2 = font["glyf"], font.getBestCmap(), font["OS/2"]
    missing = [c for c in CHARACTERS if ord(c) not in cmap]
    if missing:
        print(path.name, "lacks", missing)
    characters = sorted(set(CHARACTERS) - set(missing))
    metrics = [font["head"].unitsPerEm, font["hhea"].ascent, -font["hhea"].descent]
    metrics += [glyf[cmap[ord("H")]].yMax, glyf[cmap[ord("x")]].yMax]
    out = b"".join(varint(m) for m in metrics) + varint(len(characters) + 1)
    last = 0
    for code, name in [(0, ".notdef")] + [(ord(c), cmap[ord(c)]) for c in characters]:
        out += varint(code - last) + varint(font["hmtx"][name][0]) + outline(glyf, name)
        last = code
    index = {c: i + 1 for i, c in enumerate(characters)}
    pairs = sorted((index[a], index[b], v) for a, b, v in kerning(font, cmap))
    out += varint(len(pairs))
    last = 0
    for left, right, value in pairs:
        out += varint(left - last) + varint(right) + varint(zigzag(value))
        last = left
    return out


def write(name, what, data):
    text = base64.b64encode(data).decode()
    lines = "\n".join("    " + text[i : i + 96] for i in range(0, len(text), 96))
    Path(__file__).with_name(f"{name}.swift").write_text(
        f"/// {what}, in the format that `embed_dejavu.py` describes; that script wrote this file.\n"
        f'enum {name} {{\n  static let base64 = """\n{lines}\n    """\n}}\n'
    )
    print(name, len(data), "bytes")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    write("DejaVuSans", "DejaVu Sans", embed(folder / "DejaVuSans.ttf"))
    write("DejaVuSansBold", "DejaVu Sans Bold", embed(folder / "DejaVuSans-Bold.ttf"))
