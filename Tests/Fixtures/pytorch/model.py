"""A network trained by Sweepbook, in plain PyTorch.

    python model.py images.npy embedding.npy

Images are an array [N, 6, 7, 3] of bytes, or of numbers that are scaled already.

They were prepared: resize 32. Do the same to others.
"""

import json
import os
import struct
import sys

import numpy
import torch
from torch import nn

LOW, HIGH = -1, 1
CLASSES = ["a \"b\"","c"]


def read_weights(path):
    """The tensors of a .safetensors file by their names."""
    with open(path, "rb") as file:
        content = file.read()
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8 : 8 + length])
    kinds = {"F32": "<f4", "I64": "<i8"}
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        numbers = numpy.frombuffer(content[start:end], dtype=kinds[entry["dtype"]])
        tensors[name] = torch.from_numpy(numbers.copy()).reshape(entry["shape"])
    return tensors


class Residual(nn.Module):
    def __init__(self, layers, shortcut):
        super().__init__()
        self.layers = layers
        self.shortcut = shortcut

    def forward(self, x):
        return self.layers(x) + self.shortcut(x)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(3, 4, (3, 3), stride=(2, 2), padding=(1, 1), bias=True),
            nn.ReLU(),
            Residual(
                nn.Sequential(
                    nn.Conv2d(4, 4, (3, 1), stride=(1, 1), padding=(1, 0), bias=True),
                    nn.ReLU(),
                ),
                nn.Sequential(),
            ),
            nn.Flatten(),
            nn.Linear(48, 4, bias=True),
        )
        self.decoder = nn.Sequential(
            nn.Linear(4, 48, bias=True),
            nn.Unflatten(1, (4, 3, 4)),
            nn.ConvTranspose2d(4, 3, (3, 3), stride=(2, 2), padding=(1, 1), output_padding=(1, 0), bias=True),
            nn.Sigmoid(),
        )
        self.eval()

    def prepared(self, images):
        images = numpy.asarray(images)
        x = torch.from_numpy(images.astype(numpy.float32))
        if images.dtype.kind != "f":
            x = x / {"bool": 1, "uint16": 65535}.get(images.dtype.name, 255) * (HIGH - LOW) + LOW
        return x.permute(0, 3, 1, 2)

    @torch.no_grad()
    def embed(self, images):
        """Vectors, as Sweepbook reduces and clusters them."""
        x = self.prepared(images)
        x = self.encoder(x)
        return x.flatten(1)

    @torch.no_grad()
    def reconstruct(self, images):
        """The images as the network gives them back, [N, H, W, C], scaled."""
        x = self.prepared(images)
        x = self.encoder(x)
        x = self.decoder(x)
        return x.permute(0, 2, 3, 1)


def load(path=os.path.join(os.path.dirname(os.path.abspath(__file__)), "weights.safetensors")):
    model = Model()
    model.load_state_dict(read_weights(path))
    return model


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python model.py images.npy embedding.npy")
    images = numpy.load(sys.argv[1])
    if images.ndim == 3:
        images = images[..., None]
    model = load()
    parts = [model.embed(images[i : i + 256]) for i in range(0, len(images), 256)]
    numpy.save(sys.argv[2], torch.cat(parts).numpy())
