"""Writes PNGs of every colour type, depth and interlacing, 9 x 7 pixels.

    python make.py

Needs Pillow (13.0 was used), only to check what was written. Pixel (row, column) is red
28 * column, green 36 * row, blue 255 - 28 * column; gray 28 * column; a palette has green 0;
"gray-1" is 0 and 1 by turns. Where there is transparency, the first row (of the palette: the
first colour) is transparent and the rest opaque.
"""

import struct
import zlib
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
WIDTH, HEIGHT = 9, 7
PASSES = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]


def chunk(kind, content):
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def pack(samples, depth):
    """Samples of `depth` bits as bytes, big-endian, the last byte filled up with zeros."""
    bits = "".join(format(s, f"0{depth}b") for s in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def write(name, color_type, depth, pixel, extra=b"", interlaced=False):
    """`pixel(row, column)` gives the samples of a pixel, each below 2 ** depth."""
    data = b""
    for top, left, down, right in PASSES if interlaced else [(0, 0, 1, 1)]:
        if left >= WIDTH:
            continue
        for row in range(top, HEIGHT, down):
            samples = [s for column in range(left, WIDTH, right) for s in pixel(row, column)]
            data += b"\0" + pack(samples, depth)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, color_type, 0, 0, int(interlaced))
    content = chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(data, 9))
    path = HERE / f"{name}.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + content + chunk(b"IEND", b""))
    Image.open(path).load()


def rgb(row, column):
    return [28 * column, 36 * row, 255 - 28 * column]


palette = chunk(b"PLTE", bytes(v for c in range(WIDTH) for v in (28 * c, 0, 255 - 28 * c)))
write("gray-8", 0, 8, lambda r, c: [28 * c])
write("gray-1", 0, 1, lambda r, c: [c % 2])
write("gray-16", 0, 16, lambda r, c: [28 * c * 257])
write("gray-8-interlaced", 0, 8, lambda r, c: [28 * c], interlaced=True)
write("gray-alpha-8", 4, 8, lambda r, c: [28 * c, 255 if r else 0])
write("rgb-8", 2, 8, rgb)
write("rgb-8-interlaced", 2, 8, rgb, interlaced=True)
write("rgb-16", 2, 16, lambda r, c: [v * 257 for v in rgb(r, c)])
write("rgba-8", 6, 8, lambda r, c: rgb(r, c) + [255 if r else 0])
write("rgba-16-interlaced", 6, 16, lambda r, c: [v * 257 for v in rgb(r, c) + [255 if r else 0]], interlaced=True)
write("palette-4", 3, 4, lambda r, c: [c], palette)
write("palette-8-transparent", 3, 8, lambda r, c: [c], palette + chunk(b"tRNS", b"\0"))
for suffix, interlaced in [("", False), ("-interlaced", True)]:
    # Gray 7001 * column + 901 * row of 16 bits; and colours of which that of the first pixel is transparent.
    write("words-16" + suffix, 0, 16, lambda r, c: [7001 * c + 901 * r], interlaced=interlaced)
    colour = chunk(b"tRNS", struct.pack(">HHH", 258, 772, 1286))
    write("colours-16" + suffix, 2, 16, lambda r, c: [258 + c, 772 + r, 1286], colour, interlaced)
