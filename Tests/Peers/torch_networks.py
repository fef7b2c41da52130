"""The ten networks of the benchmark, and those that compare views, in PyTorch, timed on request.

    python torch_networks.py NETWORK [--batch 64] [--layout default|channels-last] [--threads 1]

Reads numbers of training steps (forward, backward, Adam) from standard input, one a line, and
answers each with the seconds of computing (CPU time of the process) that the steps took. At the end
of the input it prints the most memory the process held, in kilobytes. Written for torch 2.x.
"""
import argparse
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


def chain(*layers):
    return nn.Sequential(*layers)


class Autoencoder(nn.Module):
    def __init__(self, encoder, decoder, loss=F.mse_loss):
        super().__init__()
        self.encoder, self.decoder, self.loss = encoder, decoder, loss

    def forward(self, x, _):
        return self.loss(self.decoder(self.encoder(x)), x)


class Variational(nn.Module):
    """A variational autoencoder: two linear heads, and the loss named by its reconstruction."""

    def __init__(self, encoder, features, latent, decoder, reconstruction):
        super().__init__()
        self.encoder, self.decoder, self.reconstruction = encoder, decoder, reconstruction
        self.mean, self.log_variance = nn.Linear(features, latent), nn.Linear(features, latent)

    def forward(self, x, _):
        h = self.encoder(x)
        mean, log_variance = self.mean(h), self.log_variance(h)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
        divergence = -0.5 * torch.sum(1 + log_variance - mean * mean - log_variance.exp())
        return self.reconstruction(self.decoder(z), x) + divergence


class Classifier(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.layers = layers

    def forward(self, x, labels):
        return F.cross_entropy(self.layers(x), labels)


def wide_decoder(*between):
    """256 x 4 x 4 -> 3 x 32 x 32 by transposed convolutions of 5, 9, and 17."""
    return chain(
        nn.ConvTranspose2d(256, 128, 5), nn.ReLU(), *between,
        nn.ConvTranspose2d(128, 64, 9), nn.ReLU(), *between,
        nn.ConvTranspose2d(64, 3, 17), nn.Tanh())


def blocks(channels, norm, pool_after, extra=()):
    """3 x 3 convolutions, each with or without batch norm, ReLU; pooling after some."""
    layers, inputs = [], 3
    for index, outputs in enumerate(channels):
        layers.append(nn.Conv2d(inputs, outputs, 3, padding=1))
        layers += [nn.BatchNorm2d(outputs)] if norm else []
        layers.append(nn.ReLU())
        layers += [nn.MaxPool2d(2)] if index in pool_after else []
        layers += list(extra)
        inputs = outputs
    return layers


def r1_vae():
    def down(i, o):
        return chain(nn.Conv2d(i, o, 4, 2, 1), nn.BatchNorm2d(o), nn.LeakyReLU(0.01))

    def up(i, o):
        return chain(nn.ConvTranspose2d(i, o, 4, 2, 1, bias=False), nn.BatchNorm2d(o),
                    nn.LeakyReLU(0.01))

    return Variational(
        chain(down(3, 32), down(32, 64), down(64, 128), down(128, 256), nn.Flatten()), 1024, 100,
        chain(nn.Linear(100, 1024), nn.Unflatten(1, (256, 2, 2)), up(256, 128), up(128, 64),
             up(64, 32), nn.ConvTranspose2d(32, 3, 4, 2, 1, bias=False)),
        lambda y, x: F.l1_loss(y, x, reduction="sum"))


def r3_strided():
    encoder, decoder = [], [nn.Linear(32, 512), nn.Unflatten(1, (32, 4, 4))]
    for i, o in [(3, 8), (8, 16), (16, 32)]:
        encoder += [nn.Conv2d(i, o, 3, 2, 1), nn.ReLU()]
    for i, o in [(32, 16), (16, 8), (8, 3)]:
        decoder += [nn.ConvTranspose2d(i, o, 3, 2, 1, 1), nn.ReLU()]
    return Autoencoder(chain(*encoder, nn.Flatten(), nn.Linear(512, 32)), chain(*decoder))


def r4_cnn():
    encoder = blocks([64, 128, 256], False, [0, 1, 2], [nn.Tanh()])
    encoder += [nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.Tanh(),
                nn.Conv2d(256, 256, 3, padding=1), nn.ReLU()]
    return Autoencoder(chain(*encoder), wide_decoder(nn.Tanh()))


def r4_dnn():
    def block(i, o):
        return [nn.Linear(i, o), nn.LeakyReLU(0.5), nn.Tanh()]

    encoder = block(3072, 1024) + block(1024, 1024) + [nn.Linear(1024, 1024), nn.LeakyReLU(0.5)]
    decoder = block(1024, 1024) + block(1024, 1024) + block(1024, 3072)
    return Autoencoder(
        chain(nn.Flatten(), *encoder), chain(*decoder, nn.Unflatten(1, (3, 32, 32))))


def lenet(pool):
    return Classifier(chain(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), pool(2), nn.Conv2d(6, 16, 5), nn.ReLU(), pool(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(),
        nn.Linear(84, 10)))


def face_vae():
    return Variational(
        chain(nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(),
             nn.Flatten()), 2048, 20,
        chain(nn.Linear(20, 2048), nn.ReLU(), nn.Unflatten(1, (32, 8, 8)),
             nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(),
             nn.ConvTranspose2d(16, 3, 4, 2, 1), nn.Sigmoid()),
        lambda y, x: F.binary_cross_entropy(y, x, reduction="sum"))


class Contrastive(nn.Module):
    """An encoder and a projection that compare two views of every image, which are given; the
    objectives as solo-learn computes them."""

    def __init__(self, encoder, features, projection, objective):
        super().__init__()
        hidden, last = projection
        self.encoder, self.objective = encoder, objective
        self.projection = chain(
            nn.Linear(features, hidden, bias=False), nn.BatchNorm1d(hidden), nn.ReLU(),
            nn.Linear(hidden, last))

    def forward(self, x, _):
        return self.objective(*self.projection(self.encoder(x)).chunk(2))


def nt_xent(a, b, temperature=0.5):
    z = F.normalize(torch.cat([a, b]), dim=1)
    n = len(a)
    logits = (z @ z.T / temperature).fill_diagonal_(-torch.inf)
    return F.cross_entropy(logits, torch.cat([torch.arange(n, 2 * n), torch.arange(n)]))


def barlow_twins(a, b, weight=0.005):
    a, b = (F.batch_norm(v, None, None, training=True) for v in (a, b))
    difference = a.T @ b / len(a) - torch.eye(a.shape[1])
    diagonal = difference.diagonal()
    on = (diagonal ** 2).sum()
    return on + weight * ((difference ** 2).sum() - on)


def small_conv():
    return chain(
        nn.Conv2d(1, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(), nn.Flatten(),
        nn.Linear(32 * 7 * 7, 32))


class Block(nn.Module):
    """The block of He et al., CVPR 2016."""

    def __init__(self, i, o, stride):
        super().__init__()
        self.layers = chain(
            nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(),
            nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))
        self.shortcut = chain() if stride == 1 else chain(
            nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return F.relu(self.layers(x) + self.shortcut(x))


def slim_resnet():
    layers = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    for i, o, stride in [(16, 16, 1), (16, 32, 2), (32, 64, 2), (64, 128, 2)]:
        layers += [Block(i, o, stride), Block(o, o, 1)]
    return chain(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())


def contrastive(projection, objective):
    return {
        "": lambda: Contrastive(small_conv(), 32, projection, objective),
        "-resnet": lambda: Contrastive(slim_resnet(), 128, projection, objective),
    }


networks = {
    "vae-4x4": r1_vae,
    "conv-pool": lambda: Autoencoder(
        chain(*blocks([64, 128, 256], False, [0, 1, 2])), wide_decoder()),
    "conv-pool-batch-norm": lambda: Autoencoder(
        chain(*blocks([64, 128, 256], True, [0, 1, 2])), wide_decoder()),
    "vgg": lambda: Autoencoder(
        chain(*blocks([64, 64, 128, 128, 256, 256, 256], True, [1, 3, 6])), wide_decoder()),
    "strided-conv": r3_strided,
    "conv-tanh": r4_cnn,
    "dense": r4_dnn,
    "lenet": lambda: lenet(nn.AvgPool2d),
    "lenet-max-pool": lambda: lenet(nn.MaxPool2d),
    "vae-faces": face_vae,
    **{"simclr" + k: v for k, v in contrastive((64, 32), nt_xent).items()},
    **{"barlow-twins" + k: v for k, v in contrastive((128, 128), barlow_twins).items()},
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("network", choices=networks)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--layout", choices=["default", "channels-last"], default="default")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)

    network = networks[options.network]()
    is_gray = isinstance(network, Classifier) or options.network in ("simclr", "barlow-twins")
    views = 2 if isinstance(network, Contrastive) else 1
    images = torch.rand(views * options.batch, *((1, 28, 28) if is_gray else (3, 32, 32)))
    labels = torch.arange(options.batch) % 10
    if options.layout == "channels-last":
        network = network.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-5)

    for line in sys.stdin:
        start = time.process_time()
        for _ in range(int(line)):
            optimizer.zero_grad()
            network(images, labels).backward()
            optimizer.step()
        print(time.process_time() - start, flush=True)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)


if __name__ == "__main__":
    main()
