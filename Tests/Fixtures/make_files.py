"""Writes the small files that FilesTests and DatasetsTests read, with NumPy as the independent writer.

Made with Python 3.11 and NumPy 2.4.6. Run in this folder: python make_files.py
"""
import gzip
import io
import pathlib

import numpy as np

OUT = pathlib.Path(__file__).parent / "files"
OUT.mkdir(exist_ok=True)
numbers = np.arange(6).reshape(2, 3)

for version in [(1, 0), (2, 0), (3, 0)]:
    with open(OUT / f"version{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, numbers.astype("<f4") / 4, version=version)

for kind in ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8", "b1"]:
    for order, name in [("<", "little"), (">", "big")]:
        if kind[1] == "1" and order == ">":
            continue
        values = numbers if kind[0] in "ub" else -numbers
        np.save(OUT / f"{kind}-{name}.npy", values.astype(order + kind))

np.save(OUT / "fortran.npy", np.asfortranarray(numbers.astype("u1")))
np.save(OUT / "vector.npy", np.array([3, 1, 2], dtype="<i8"))
np.save(OUT / "scalar.npy", np.float32(2.5))
np.save(OUT / "empty.npy", np.zeros((0, 4), dtype="u1"))
np.save(OUT / "huge-integer.npy", np.array([2**64 - 1], dtype="u8"))
np.save(OUT / "text.npy", np.array(["a", "bc"]))
np.save(OUT / "records.npy", np.zeros(2, dtype=[("x", "u1"), ("y", "f4")]))


def zipped(data):
    buffer = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, buffer, mtime=0) as file:
        file.write(data)
    return buffer.getvalue()


text = b"the quick brown fox " * 50
(OUT / "text.gz").write_bytes(zipped(text))
(OUT / "two-members.gz").write_bytes(zipped(text[:400]) + zipped(text[400:]))
(OUT / "bomb.gz").write_bytes(zipped(bytes(4 << 20)))

images = np.arange(12, dtype="u1").reshape(2, 2, 3)
np.save(OUT / "images-u1.npy", images)
np.save(OUT / "images-f8.npy", images / 8.0)
idx = bytes([0, 0, 8, 3]) + np.array(images.shape, dtype=">u4").tobytes() + images.tobytes()
(OUT / "images.idx").write_bytes(idx)
(OUT / "images.idx.gz").write_bytes(zipped(idx))
(OUT / "bomb.idx.gz").write_bytes(zipped(idx + bytes(1 << 20)))
