"""The nine trainings of experiments/real/latent_dims.json in PyTorch, the straightforward way.

    SWEEP_DATA=/path/to/data python torch_latent_dims.py [--threads 2] [--epochs 30]

Latent vectors of 32, 64 and 16 numbers, three seeds each; architecture, loss, optimizer, batch size,
epochs and images are the experiment's. The images lie in memory as floats and are shuffled anew each
epoch. Prints the seconds of every training, and of all of them: those that went by, and those that
the process computed. Written for torch 2.x.
"""
import argparse
import os
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def autoencoder(latent):
    encoder, decoder = [], [nn.Linear(latent, 512), nn.Unflatten(1, (32, 4, 4))]
    for i, o in [(3, 8), (8, 16), (16, 32)]:
        encoder += [nn.Conv2d(i, o, 3, 2, 1), nn.ReLU()]
    for i, o in [(32, 16), (16, 8), (8, 3)]:
        decoder += [nn.ConvTranspose2d(i, o, 3, 2, 1, 1), nn.ReLU()]
    return nn.Sequential(*encoder, nn.Flatten(), nn.Linear(512, latent), *decoder[:-1])


def train(images, latent, seed, epochs, batch=64):
    torch.manual_seed(seed)
    network = autoencoder(latent)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
    for _ in range(epochs):
        order = torch.randperm(len(images))
        for start in range(0, len(images), batch):
            x = images[order[start:start + batch]]
            optimizer.zero_grad()
            loss = F.mse_loss(network(x), x)
            loss.backward()
            optimizer.step()
    return loss.item()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=30)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    path = os.path.join(os.environ["SWEEP_DATA"], "faces-vs-objects", "trainX.npy")
    pixels = torch.from_numpy(np.load(path)).permute(0, 3, 1, 2).float()
    images = (pixels / 127.5 - 1).contiguous()

    begin, computing = time.monotonic(), time.process_time()
    for latent in [32, 64, 16]:
        for seed in range(3):
            start = time.monotonic()
            loss = train(images, latent, seed, options.epochs)
            seconds = time.monotonic() - start
            print(f"latent {latent}, seed {seed}: {seconds:.1f} s, last loss {loss:.4f}", flush=True)
    print(f"all: {time.monotonic() - begin:.1f} s, "
          f"{time.process_time() - computing:.1f} s of computing")


if __name__ == "__main__":
    main()
