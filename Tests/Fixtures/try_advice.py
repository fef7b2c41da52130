"""Tries the advice of messages: writes files that are not read, takes the command that the program
names for each, runs it, and lets the program read what it made.

Run with the built program: python try_advice.py ../../.build/release/sweep
Needs NumPy, Pillow and SciPy; h5py, pandas with pyarrow, and PyTorch where they are installed.
Tried with NumPy 2.4.6, Pillow 13.0.0 and SciPy 1.17.1.
"""
import bz2
import lzma
import os
import pathlib
import pickle
import re
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import scipy.io
from PIL import Image

sweep = str(pathlib.Path(sys.argv[1]).resolve())
rng = np.random.default_rng(3)
pixels = rng.integers(0, 256, (30, 8, 8, 3), dtype="u1")
failures = 0


def inspect(*arguments):
    run = subprocess.run(
        [sweep, "inspect", *arguments, "--sheet", "sheet.png"], capture_output=True, text=True)
    return run.returncode, run.stdout + run.stderr


def check(name, file, made, labels=None):
    """The program refuses `file`, and reads `made` after the command that it names."""
    global failures
    code, text = inspect(*([file] if labels is None else ["x.npy", "--labels", labels]))
    quoted = r"(?:'[^']*'|\S)+"
    command = re.search(
        r'python3 -c "(?:[^"\\]|\\.)*"|(?:unzip|tar xf|bunzip2|unxz) ' + quoted, text)
    if code == 0 or not command:
        failures += 1
        print(f"{name}: no command in: {text.strip()[:300]}")
        return
    line = command.group(0).replace("python3", sys.executable, 1)
    run = subprocess.run(line, shell=True, capture_output=True, text=True)
    code, text = inspect(*([made] if labels is None else ["x.npy", "--labels", made]))
    if run.returncode or code:
        failures += 1
        print(f"{name}: {line}\n{run.stderr[-300:]}\n{text[:300]}")
    else:
        print(f"{name}: {text.splitlines()[0]}")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    np.save("x.npy", pixels)

    np.save("int64.npy", pixels.astype("i8"))
    check("integers of bytes", "int64.npy", "int64-converted.npy")
    np.save("wide.npy", pixels.astype("i4") * 100 - 5000)
    check("wider integers", "wide.npy", "wide-converted.npy")
    np.save("half.npy", (pixels / 255).astype("f2"))
    check("numbers of 16 bits", "half.npy", "half-converted.npy")
    np.save("fortran.npy", np.asfortranarray(pixels))
    check("Fortran order", "fortran.npy", "fortran-converted.npy")
    for name, order in [("nchw", (0, 3, 1, 2)), ("hwcn", (1, 2, 3, 0)), ("chwn", (3, 1, 2, 0))]:
        np.save(f"{name}.npy", np.ascontiguousarray(pixels.transpose(order)))
        check(name, f"{name}.npy", f"{name}-converted.npy")
    np.save("rgba.npy", np.concatenate([pixels, pixels[..., :1]], -1))
    check("opacity", "rgba.npy", "rgba-converted.npy")
    np.save("rows.npy", rng.integers(0, 256, (30, 784), dtype="u1"))
    check("rows of gray", "rows.npy", "rows-converted.npy")
    np.save("colours.npy", rng.integers(0, 256, (30, 3072), dtype="u1"))
    check("rows of colours", "colours.npy", "colours-converted.npy")

    batch = {"data": rng.integers(0, 256, (20, 3072), dtype="u1"), "labels": [1] * 20}
    pathlib.Path("data_batch_1").write_bytes(pickle.dumps(batch))
    check("a pickle of CIFAR", "data_batch_1", "data_batch_1.npy")
    pathlib.Path("array.pkl").write_bytes(pickle.dumps(pixels))
    check("a pickle of an array", "array.pkl", "array.npy")
    scipy.io.savemat("train_32x32.mat", {"X": rng.integers(0, 256, (32, 32, 3, 20), dtype="u1")})
    check("MATLAB", "train_32x32.mat", "train_32x32.npy")
    pathlib.Path("train_X.bin").write_bytes(rng.integers(0, 256, 27648 * 4, dtype="u1").tobytes())
    check("STL-10", "train_X.bin", "train_X.npy")
    rows = rng.integers(0, 256, (20, 784))
    lines = [",".join(map(str, [i % 10, *row])) for i, row in enumerate(rows)]
    pathlib.Path("digits.csv").write_text("label," + ",".join(map(str, range(784))) + "\n" + "\n".join(lines))
    check("a table of pixels", "digits.csv", "digits.npy")
    header = bytes([0, 0, 13, 3]) + np.array([4, 5, 6], ">u4").tobytes()
    pathlib.Path("floats-idx3").write_bytes(header + rng.random((4, 5, 6)).astype(">f4").tobytes())
    check("IDX of numbers", "floats-idx3", "floats-idx3.npy")
    header = bytes([0, 0, 12, 2]) + np.array([30, 8], ">u4").tobytes()
    qmnist = np.tile(np.arange(30)[:, None] % 10, (1, 8))
    pathlib.Path("qmnist-idx2-int").write_bytes(header + qmnist.astype(">i4").tobytes())
    check("QMNIST", None, "qmnist-idx2-int.npy", labels="qmnist-idx2-int")
    np.save("scores.npy", rng.random((30, 3)))
    check("scores", None, "scores-converted.npy", labels="scores.npy")

    for ending in ["webp", "tiff", "gif", "bmp"]:
        for label in ["cat", "dog"]:
            os.makedirs(f"{ending}s/{label}")
            for index in range(3):
                Image.fromarray(pixels[index]).save(f"{ending}s/{label}/{index}.{ending}")
        pathlib.Path(f"{ending}s/notes.csv").write_text("what is no image stays behind\n")
        check(ending, f"{ending}s", f"{ending}s-png")
        assert sorted(os.listdir(f"{ending}s-png")) == ["cat", "dog"]
    os.makedirs("printed")
    Image.fromarray(pixels[0]).convert("CMYK").save("printed/0.jpg")
    check("CMYK", "printed", "printed")
    os.makedirs("inks")
    Image.fromarray(pixels[0]).convert("CMYK").save("inks/0.tiff")
    check("TIFF of CMYK", "inks", "inks-png")

    for name in ["it's $HOME", 'a "b" `c`', "back\\slash"]:
        np.save(f"{name}.npy", pixels.astype("i8"))
        check("a name of other characters", f"{name}.npy", f"{name}-converted.npy")
        os.makedirs(name)
        Image.fromarray(pixels[0]).save(f"{name}/0.bmp")
        check("a folder of other characters", name, f"{name}-png")

    for index in range(2):
        os.makedirs("packed", exist_ok=True)
        Image.fromarray(pixels[index]).save(f"packed/{index}.png")
    for form in ["zip", "tar"]:
        shutil.make_archive("packed", form, ".", "packed")
    os.rename("packed", "before")
    check("zip", "packed.zip", "packed")
    shutil.rmtree("packed", ignore_errors=True)
    check("tar", "packed.tar", "packed")
    for ending, module in [("bz2", bz2), ("xz", lzma)]:
        pathlib.Path(f"alone.npy.{ending}").write_bytes(module.compress(pathlib.Path("x.npy").read_bytes()))
        check(ending, f"alone.npy.{ending}", "alone.npy")
        pathlib.Path("alone.npy").unlink(missing_ok=True)

    try:
        import h5py

        with h5py.File("x.h5", "w") as file:
            file["images"] = pixels
        check("HDF5", "x.h5", "x.npy")
    except ImportError:
        print("HDF5: not tried, h5py is not installed")
    try:
        import pandas
        import pyarrow  # noqa: F401
        import io

        def png(image):
            buffer = io.BytesIO()
            Image.fromarray(image).save(buffer, "PNG")
            return {"bytes": buffer.getvalue(), "path": None}

        table = pandas.DataFrame({"image": [png(i) for i in pixels[:6]], "label": [0, 1] * 3})
        table.to_parquet("train.parquet")
        check("Parquet", "train.parquet", "train")
    except ImportError:
        print("Parquet: not tried, pyarrow is not installed")

sys.exit(failures > 0)
