"""Writes the image files, archives and tables that DatasetsTests reads, with Pillow and NumPy as the
independent writers, and what Pillow reads of them; tries the commands that messages advise.

Made with Python 3.11, NumPy 2.4.6, Pillow 13.0.0 and SciPy 1.17.1. Run in this folder:
python make_pictures.py
"""
import gzip
import io
import json
import pathlib
import zipfile

import numpy as np
from PIL import Image, ImageOps

OUT = pathlib.Path(__file__).parent / "pictures"
OUT.mkdir(exist_ok=True)
rng = np.random.default_rng(5)


def smooth(height, width, channels):
    y, x = np.mgrid[0:height, 0:width]
    planes = [
        127 + 90 * np.sin(x / (3 + c) + c) * np.cos(y / (4 - c)) + rng.normal(0, 12, x.shape)
        for c in range(channels)
    ]
    return np.clip(np.stack(planes, -1), 0, 255).astype("u1")


colour = Image.fromarray(smooth(21, 34, 3))
gray = Image.fromarray(smooth(21, 34, 1)[..., 0])
expected = {}
# All expected bytes, one after the other.
pool = bytearray()


def pooled(image):
    start = len(pool)
    pool.extend(np.asarray(image).tobytes())
    return start


def note(name, image):
    expected[name] = {
        "height": image.height, "width": image.width,
        "channels": 1 if image.mode == "L" else 3,
        "start": pooled(image),
    }


# JPEG: colour subsampled and not, gray, progressive, each orientation.
for name, image, options in [
    ("colour.jpg", colour, dict(quality=85)),
    ("sharp.jpg", colour, dict(quality=92, subsampling=0)),
    ("gray.jpg", gray, dict(quality=80)),
    ("progressive.jpg", colour, dict(quality=70, progressive=True)),
]:
    image.save(OUT / name, **options)
    note(name, Image.open(OUT / name))
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    name = f"turned-{orientation}.jpg"
    colour.crop((0, 0, 11, 7)).save(OUT / name, quality=90, exif=exif)
    note(name, ImageOps.exif_transpose(Image.open(OUT / name)))
colour.convert("CMYK").save(OUT / "cmyk.jpg")

# Portable anymaps, in bytes and in text.
gray.save(OUT / "gray.pgm")
colour.save(OUT / "colour.ppm")
note("gray.pgm", Image.open(OUT / "gray.pgm"))
note("colour.ppm", Image.open(OUT / "colour.ppm"))
(OUT / "text.pgm").write_text("P2\n# by hand\n3 2\n15\n0 5 10\n15 1 2\n")
note("text.pgm", Image.open(OUT / "text.pgm"))
(OUT / "bits.pbm").write_text("P1\n3 2\n1 0 1\n0 1 0\n")
note("bits.pbm", Image.open(OUT / "bits.pbm").convert("L"))
deep = (rng.integers(0, 4081, (5, 4)) * 16).astype("u2")
(OUT / "deep.pgm").write_bytes(b"P5\n4 5\n65535\n" + deep.astype(">u2").tobytes())
Image.fromarray(deep).save(OUT / "deep.png")
assert np.array_equal(np.asarray(Image.open(OUT / "deep.png")), deep)
expected["deep"] = {"height": 5, "width": 4, "channels": 1, "words": deep.ravel().tolist()}

# Transparency: white ink, over black and over white; a gamma chunk, which Pillow leaves alone.
ink = np.zeros((4, 5, 2), "u1")
ink[..., 0] = 255
ink[..., 1] = rng.integers(0, 256, (4, 5))
Image.fromarray(ink, "LA").save(OUT / "ink.png")
expected["ink.png"] = {"opacity": ink[..., 1].ravel().tolist()}
from PIL import PngImagePlugin

chunk = PngImagePlugin.PngInfo()
chunk.add(b"gAMA", (100000).to_bytes(4, "big"))
gray.save(OUT / "gamma.png", pnginfo=chunk)
note("gamma.png", Image.open(OUT / "gamma.png"))

# Resizing.
colour.save(OUT / "colour.png")
gray.save(OUT / "gray.png")
filters = {"bilinear": Image.BILINEAR, "lanczos": Image.LANCZOS}
resized = []
for source, image in [("colour.png", colour), ("gray.png", gray)]:
    for height, width in [(8, 8), (16, 10), (30, 50), (5, 34)]:
        for name, method in filters.items():
            for fit, made in [
                ("stretch", image.resize((width, height), method)),
                ("crop", ImageOps.fit(image, (width, height), method)),
                ("pad", ImageOps.pad(image, (width, height), method, color=0)),
            ]:
                resized.append({
                    "source": source, "height": height, "width": width, "filter": name, "fit": fit,
                    "start": pooled(made),
                })
note("colour as gray", colour.convert("L"))

# Archives.
images = rng.integers(0, 256, (6, 3, 4), dtype="u1")
labels = np.array([2, 0, 1, 1, 0, 2])
np.savez(OUT / "one.npz", images)
np.savez(OUT / "two.npz", y=labels, x=images)
np.savez_compressed(OUT / "packed.npz", x=images, y=labels)
np.savez_compressed(OUT / "four.npz", x_train=images, y_train=labels, x_test=images[:2], y_test=labels[:2])
with zipfile.ZipFile(OUT / "wide.npz", "w") as archive:
    with archive.open("x.npy", "w", force_zip64=True) as member:
        np.save(member, images)
buffer = io.BytesIO()
np.save(buffer, images)
(OUT / "images.npy.gz").write_bytes(gzip.compress(buffer.getvalue(), mtime=0))
np.save(OUT / "bits.npy", images > 127)
np.save(OUT / "words.npy", images.astype("u2") * 257)
np.save(OUT / "names.npy", np.array(["ant", "bee", "ant", "cow", "bee", "é"]))
np.save(OUT / "bytes.npy", np.array([b"ant", b"bee", b"ant", b"cow", b"bee", b"x"]))
np.save(OUT / "one-hot.npy", np.eye(3)[labels])
np.save(OUT / "scores.npy", np.full((6, 3), 0.25, "f4"))
np.save(OUT / "whole.npy", labels.astype("f4"))
np.save(OUT / "truth.npy", labels > 0)
# Six images, one below the other.
expected["images"] = {"height": 18, "width": 4, "channels": 1, "start": pooled(images)}
expected["labels"] = labels.tolist()

(OUT / "expected.bin").write_bytes(pool)
(OUT / "expected.json").write_text(json.dumps({"read": expected, "resized": resized}))
