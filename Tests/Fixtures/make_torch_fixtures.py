"""Writes networks/*.json: what PyTorch makes of the networks of experiments/architectures, of a small
ResNet, of one that normalises every sample by itself, and of contrastive models, whose batches are the
first and the second views of images, and of deep clusterings, whose targets are computed once.

Weights and images come from a formula that the tests know too, so that only sampled results are
kept: every loss of ten Adam steps, and of the output, of every gradient and of the weights after the
ten steps the norm and a few numbers, all in double precision; and how far PyTorch strays from that
in single precision. And weights/theirs.safetensors, PyTorch's weights of a small network, with what
it makes of images after training; weights/half.safetensors, a residual block whose tensors have half,
double and Google's half precision; and weights/kinds.json, for every kind of layer and of model what
PyTorch calls its tensors and what it makes of two images.

Made with Python 3.13, PyTorch 2.15.0, NumPy 2.4.6, SciPy 1.17.1, safetensors 0.8:
    python Tests/Fixtures/make_torch_fixtures.py

To see that PyTorch takes weights written by `sweep export`:
    python Tests/Fixtures/make_torch_fixtures.py FILE.safetensors NETWORK
"""

import json
import pathlib
import sys

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from scipy.special import ndtri
from torch import nn
from torch.nn import functional as F

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARCHITECTURES = ROOT / "experiments" / "architectures"
TARGET = pathlib.Path(__file__).resolve().parent / "networks"
BATCH, STEPS, RATE, SAMPLES = 2, 10, 1e-3, 6

# Network: input [H, W, C], loss, whether images lie in [0, 1] instead of [-1, 1].
NETWORKS = {
    "vae-4x4": ([32, 32, 3], {"l1": {}}, False),
    "conv-pool": ([32, 32, 3], {"mse": {}}, False),
    "conv-pool-batch-norm": ([32, 32, 3], {"mse": {}}, False),
    "vgg": ([32, 32, 3], {"mse": {}}, False),
    "strided-conv": ([32, 32, 3], {"mse": {}}, False),
    "conv-tanh": ([32, 32, 3], {"mse": {}}, False),
    "dense": ([32, 32, 3], {"mse": {}}, False),
    "lenet": ([28, 28, 1], {"crossEntropy": {}}, True),
    "lenet-max-pool": ([28, 28, 1], {"crossEntropy": {}}, True),
    "vae-faces": ([32, 32, 3], {"bce": {"reduction": "sum"}}, True),
    "resnet": ([12, 12, 2], {"crossEntropy": {}}, False),
    "convnet-4": ([28, 28, 1], {"crossEntropy": {}}, True),
    "sample-norms": ([9, 8, 2], {"crossEntropy": {}}, False),
    "simclr": ([8, 8, 2], None, False),
    "barlow-twins": ([8, 8, 2], None, False),
    "vicreg": ([8, 8, 2], None, False),
    "dec": ([6, 6, 1], None, False),
    "idec": ([6, 6, 1], {"mse": {}}, False),
}
# Images of a batch where there are not BATCH of them: five first views, then five second ones.
BATCHES = {"simclr": 10, "barlow-twins": 10, "vicreg": 10, "dec": 9, "idec": 9}


def normalized(channels, stride=1, kernel=3):
    """A convolution without bias, and batch norm."""
    return [
        {
            "conv": channels, "kernel": kernel, "stride": stride, "padding": kernel // 2,
            "bias": False,
        },
        "batchNorm",
    ]


def block(channels, stride):
    """The block of He et al., CVPR 2016, for so many channels."""
    layers = normalized(channels, stride) + ["relu"] + normalized(channels)
    if stride == 1:
        return [{"residual": layers}, "relu"]
    return [{"residual": layers, "shortcut": normalized(channels, stride, kernel=1)}, "relu"]


def contrastive(objective):
    """An encoder behind which a projection is compared."""
    return {
        "contrastive": {
            "encoder": normalized(6, 2) + ["relu", {"conv": 8, "kernel": 3}, "tanh"],
            "projection": [12, 7], "objective": objective, "views": ["flip"],
        }
    }


def deep_clustering(method, **more):
    """An autoencoder whose latent vectors fall into clusters."""
    decoder = [{"linear": 20}, "tanh", {"linear": 36}, {"unflatten": [6, 6, 1]}]
    return {
        "deepClustering": {
            "method": method,
            "encoder": ["flatten", {"linear": 20}, "relu", {"linear": 4}],
            "latent": 4, "decoder": decoder, "pretrain": {"epochs": 1}, "clusters": 3,
            "updateInterval": 4, **more,
        }
    }


# Networks that are no files of experiments/architectures, or need a head behind them.
MODELS = {
    "dec": deep_clustering("dec"),
    "idec": deep_clustering("idec", gamma=0.3),
    "simclr": contrastive({"simclr": {"temperature": 0.2}}),
    "barlow-twins": contrastive({"barlowTwins": {"lambda": 0.02}}),
    "vicreg": contrastive({"vicreg": {"lambda": 5, "mu": 10, "nu": 2}}),
    "convnet-4": {
        "classifier": {
            "layers": json.loads((ARCHITECTURES / "convnet-4.json").read_text())
            + ["flatten", {"linear": 10}]
        }
    },
    "sample-norms": {
        "classifier": {
            "layers": [
                {"conv": 12, "kernel": 3, "padding": 1}, {"groupNorm": 3}, "relu",
                {"conv": 8, "kernel": 3, "stride": 2, "padding": 1}, "layerNorm", "tanh",
                {"residual": [{"conv": 8, "kernel": 3, "padding": 1}, "groupNorm"]},
                "globalAveragePool", {"linear": 20}, "layerNorm", {"linear": 24},
                {"groupNorm": 4}, "gelu", {"linear": 10},
            ]
        }
    },
    "resnet": {
        "classifier": {
            "layers": normalized(6) + ["relu"] + block(6, 1) + block(8, 2) + block(10, 2)
            + [{"averagePool": 3}, "flatten", {"linear": 10}]
        }
    }
}


def uniform(count, stream):
    """Numbers in [-1, 1): a hash of index and stream."""
    h = np.arange(count, dtype=np.uint64) * 2654435761 + stream * 40503 + 12345
    h &= 0xFFFFFFFF
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    h = h * 0xC2B2AE35 & 0xFFFFFFFF
    h ^= h >> 16
    return h.astype(np.float64) / 2**31 - 1


def philox_normals(count, seed, purpose, index):
    """The draws of Numerics.RandomStream."""
    mask = 0xFFFFFFFFFFFFFFFF
    h = 0xCBF29CE484222325
    for byte in purpose.encode():
        h = (h ^ byte) * 0x100000001B3 & mask
    z = ((seed ^ h) + 0x9E3779B97F4A7C15) & mask
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & mask
    z = (z ^ z >> 27) * 0x94D049BB133111EB & mask
    z ^= z >> 31
    low = np.uint64(0xFFFFFFFF)
    block = np.arange((count + 1) // 2, dtype=np.uint64)
    c = [block & low, block >> np.uint64(32)]
    c += [np.full_like(block, index & 0xFFFFFFFF), np.full_like(block, index >> 32)]
    k = [z & 0xFFFFFFFF, z >> 32]
    for _ in range(10):
        left, right = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [
            (right >> np.uint64(32)) ^ c[1] ^ np.uint64(k[0]), right & low,
            (left >> np.uint64(32)) ^ c[3] ^ np.uint64(k[1]), left & low,
        ]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    words = np.stack([c[0] | c[1] << np.uint64(32), c[2] | c[3] << np.uint64(32)], 1).ravel()
    return ndtri(((words[:count] >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52)


class Residual(nn.Module):
    """Layers with a way around them."""

    def __init__(self, layers, shortcut, x):
        super().__init__()
        self.layers, _ = sequence(layers, x)
        self.shortcut, _ = sequence(shortcut, x)

    def forward(self, x):
        return self.layers(x) + self.shortcut(x)


def layer(spec, x):
    """One layer of an architecture file for inputs like x."""
    shape = x.shape
    kind, value = (spec, None) if isinstance(spec, str) else next(iter(spec.items()))
    options = {} if isinstance(spec, str) else spec
    conv = {
        "kernel_size": options.get("kernel"), "stride": options.get("stride", 1),
        "padding": options.get("padding", 0), "bias": options.get("bias", True),
    }
    if kind == "conv":
        return nn.Conv2d(shape[1], value, **conv)
    if kind == "convTranspose":
        extra = options.get("outputPadding", 0)
        return nn.ConvTranspose2d(shape[1], value, output_padding=extra, **conv)
    if kind == "linear":
        return nn.Linear(shape[1], value, bias=options.get("bias", True))
    if kind == "residual":
        return Residual(value, options.get("shortcut", []), x)
    if kind == "elu":
        return nn.ELU(1.0 if value is None else value)
    if kind == "softmax":
        return nn.Softmax(dim=1)
    if kind == "dropout":
        return nn.Dropout(0.5 if value is None else value)
    if kind == "upsample":
        return nn.Upsample(scale_factor=2 if value is None else value)
    if kind == "unflatten":
        return nn.Unflatten(1, (value[2], value[0], value[1]))
    if kind == "leakyReLU":
        return nn.LeakyReLU(0.01 if value is None else value)
    if kind == "groupNorm":
        return nn.GroupNorm(8 if value is None else value, shape[1])
    if kind == "layerNorm":
        return nn.LayerNorm(list(shape[1:]))
    if kind == "globalAveragePool":
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    if kind == "batchNorm":
        return nn.BatchNorm2d(shape[1]) if len(shape) == 4 else nn.BatchNorm1d(shape[1])
    plain = {
        "relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "flatten": nn.Flatten,
        "gelu": nn.GELU,
    }
    pools = {"maxPool": nn.MaxPool2d, "averagePool": nn.AvgPool2d}
    return pools[kind](value or 2) if kind in pools else plain[kind]()


def sequence(specs, x):
    """A Sequential of layers, and its output for x."""
    layers = []
    for spec in specs:
        layers.append(layer(spec, x))
        x = layers[-1](x)
    return nn.Sequential(*layers), x


class Centres(nn.Module):
    """Centres of clusters, which vectors pass through; DEC's equation 1 gives the shares of a vector."""

    def __init__(self, clusters, size):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(clusters, size))

    def forward(self, x):
        return x

    def shares(self, z):
        nearness = 1 / (1 + torch.cdist(z, self.weight).square())
        return nearness / nearness.sum(1, keepdim=True)

    def targets(self, z):
        """Equation 3."""
        weights = self.shares(z) ** 2 / self.shares(z).sum(0)
        return (weights / weights.sum(1, keepdim=True)).detach()


class Network(nn.Module):
    """The model of an architecture file."""

    def __init__(self, model, x):
        super().__init__()
        self.kind, options = next(iter(model.items())) if isinstance(model, dict) else (model, {})
        if self.kind == "pixels":
            return
        if self.kind == "classifier":
            self.layers, _ = sequence(options["layers"], x)
            return
        encoder = list(options["encoder"])
        if self.kind == "deepClustering":
            encoder += ["flatten", {"linear": options["latent"]}] if x.dim() == 4 else []
            encoder = [e for i, e in enumerate(encoder) if e != "flatten" or i == 0]
            self.encoder, h = sequence(encoder, x)
            self.clusters = nn.Sequential(Centres(options["clusters"], h.shape[1]))
            if options["method"] == "idec":
                self.decoder, _ = sequence(options["decoder"], h)
            self.gamma = 1 if options["method"] == "dec" else options.get("gamma", 0.1)
            return
        if self.kind == "contrastive":
            self.encoder, h = sequence(encoder, x)
            if h.dim() == 4:
                self.encoder, h = sequence(encoder + ["flatten"], x)
            *hidden, last = options["projection"]
            head = [[{"linear": n, "bias": False}, "batchNorm", "relu"] for n in hidden]
            self.projection, _ = sequence(sum(head, []) + [{"linear": last}], h)
            return
        if self.kind == "variationalAutoencoder":
            self.encoder, h = sequence(encoder + ["flatten"], x)
            self.mean = nn.Linear(h.shape[1], options["latent"])
            self.logVariance = nn.Linear(h.shape[1], options["latent"])
            h = self.mean(h)
            self.beta = options.get("beta", 1.0)
        else:
            self.encoder, h = sequence(encoder, x)
        self.decoder, _ = sequence(options["decoder"], h)

    def embed(self, x):
        """What images are embedded by."""
        if self.kind == "pixels":
            return x.flatten(1)
        if self.kind == "classifier":
            return self.layers(x)
        h = self.encoder(x)
        return self.mean(h) if self.kind == "variationalAutoencoder" else h.flatten(1)

    def forward(self, x, step):
        if self.kind == "classifier":
            return self.layers(x), 0
        h, divergence = self.encoder(x), 0
        if self.kind == "contrastive":
            return self.projection(h), 0
        if self.kind == "deepClustering":
            centres = self.clusters[0]
            if step == 0:
                self.p = centres.targets(h)
            divergence = F.kl_div(centres.shares(h).log(), self.p, reduction="batchmean")
            return (self.decoder(h) if hasattr(self, "decoder") else h), divergence
        if self.kind == "variationalAutoencoder":
            mean, log_variance = self.mean(h), self.logVariance(h)
            noise = philox_normals(mean.numel(), 0, "latent", step).reshape(mean.shape)
            h = mean + torch.exp(log_variance / 2) * torch.from_numpy(noise).to(mean.dtype)
            divergence = (mean**2 + torch.exp(log_variance) - log_variance - 1).sum() / 2
        return self.decoder(h), divergence


def nt_xent(z, temperature):
    """Equation 1 of SimCLR, averaged over all views."""
    cosines = F.cosine_similarity(z[:, None], z[None], dim=2) / temperature
    n = len(z) // 2
    losses = []
    for i in range(2 * n):
        others = [k for k in range(2 * n) if k != i]
        losses.append(torch.logsumexp(cosines[i, others], 0) - cosines[i, (i + n) % (2 * n)])
    return torch.stack(losses).mean()


def barlow_twins(z, weight):
    """Equations 1 and 2 of Barlow Twins, features normalised by batch norm as the authors do."""
    a, b = (F.batch_norm(v, None, None, training=True, eps=1e-5) for v in z.chunk(2))
    correlations = a.T @ b / len(a)
    diagonal = torch.diagonal(correlations)
    return ((1 - diagonal) ** 2).sum() + weight * ((correlations**2).sum() - (diagonal**2).sum())


def vicreg(z, invariance, variance, covariance):
    """Equations 1 to 6 of VICReg."""
    a, b = z.chunk(2)
    value = invariance * ((a - b) ** 2).sum(1).mean()
    for v in (a, b):
        spread = torch.sqrt(v.var(0, unbiased=True) + 1e-4)
        c = torch.cov(v.T)
        value = value + variance * F.relu(1 - spread).mean()
        value = value + covariance * (c.pow(2).sum() - torch.diagonal(c).pow(2).sum()) / v.shape[1]
    return value


def view_loss(model, z):
    """What a contrastive model makes small."""
    kind, options = next(iter(model["contrastive"]["objective"].items()))
    return {"simclr": nt_xent, "barlowTwins": barlow_twins, "vicreg": vicreg}[kind](
        z, *options.values()
    )


def mirrored(encoder, latent):
    """The strided autoencoder of report R3, whose file holds the encoder alone."""
    convs = [
        {"convTranspose": c, "kernel": 3, "stride": 2, "padding": 1, "outputPadding": 1}
        for c in (16, 8, 3)
    ]
    decoder = [
        {"linear": 512}, {"unflatten": [4, 4, 32]}, convs[0], "relu", convs[1], "relu", convs[2],
    ]
    return {
        "autoencoder": {
            "encoder": encoder + ["flatten", {"linear": latent}], "decoder": decoder
        }
    }


def picks(count):
    """The places of the numbers that are kept of a tensor."""
    return sorted(set(np.floor((uniform(SAMPLES, 999) + 1) / 2 * count).astype(int).tolist()))


def summary(values):
    """The norm and a few numbers of a tensor."""
    return {
        "norm": float(np.sqrt((values**2).sum())),
        "samples": [[i, float(values[i])] for i in picks(values.size)],
    }


def flat(tensor):
    return tensor.detach().double().reshape(-1).numpy().copy()


def fill(network):
    """First weights by the formula."""
    with torch.no_grad():
        for stream, (key, tensor) in enumerate(network.named_parameters()):
            bound = 0.1 if tensor.dim() == 1 else 1 / np.sqrt(tensor[0].numel())
            values = (bound * uniform(tensor.numel(), stream + 2)).astype(np.float32)
            tensor.copy_(torch.from_numpy(values).reshape(tensor.shape))
        for module in network.modules():
            if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
                module.weight.copy_((1 + module.weight).float())
                module.running_mean.zero_()
                module.running_var.fill_(1)
                module.num_batches_tracked.zero_()


def train(name, shape, loss, is_unit, dtype):
    """Ten steps: losses, and of the first step output and gradients, of the last the weights."""
    torch.set_default_dtype(dtype)
    model = MODELS.get(name) or json.loads((ARCHITECTURES / f"{name}.json").read_text())
    if isinstance(model, list):
        model = mirrored(model, 32)
    x = first_images(shape, BATCHES.get(name, BATCH)).to(dtype)
    x = (x + 1) / 2 if is_unit else x
    network = Network(model, x)
    fill(network)
    labels = torch.arange(BATCH) * 7 % 10
    kind, options = next(iter(loss.items())) if loss else ("views", {})
    reduction = options.get("reduction", "mean")

    def objective(step):
        output, divergence = network(x, step)
        if network.kind == "deepClustering":
            error = F.mse_loss(output, x.reshape(output.shape)) if loss else 0
            return error + network.gamma * divergence, output
        if kind == "views":
            return view_loss(model, output), output
        if kind == "crossEntropy":
            return F.cross_entropy(output, labels, reduction=reduction), output
        function = {
            "l1": F.l1_loss, "mse": F.mse_loss, "bce": F.binary_cross_entropy,
        }[kind]
        value = function(output, x.reshape(output.shape), reduction=reduction)
        if network.kind == "variationalAutoencoder":
            value = value + network.beta * divergence / (1 if reduction == "sum" else BATCH)
        return value, output

    optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
    result = {"losses": []}
    for step in range(STEPS):
        optimizer.zero_grad()
        value, output = objective(step)
        value.backward()
        if step == 0:
            result["output"] = flat(output)
            result["gradients"] = {k: flat(p.grad) for k, p in network.named_parameters()}
        result["losses"].append(float(value.detach()))
        optimizer.step()
    result["weights"] = {k: flat(p) for k, p in network.named_parameters()}
    result["statistics"] = {k: flat(b) for k, b in network.named_buffers()}
    return result


def rms(values):
    return float(np.sqrt(np.mean(np.square(values))))


def deviation(single, double):
    """How far single precision strays from double in PyTorch itself: what ours is measured by.

    Gradients as a share of their tensor's root mean square, or of a thousandth of the largest
    tensor's; weights in learning rates. Biases before batch norm have the gradient 0, whose rounding
    errors Adam makes into steps: their weights are left out."""
    sizes = {k: rms(g) for k, g in double["gradients"].items()}
    largest = max(sizes.values())
    gradients, weights = [], []
    for key, size in sizes.items():
        places = picks(double["gradients"][key].size)
        error = single["gradients"][key][places] - double["gradients"][key][places]
        gradients += (error / max(size, 1e-3 * largest)).tolist()
        if size > 1e-9 * largest:
            error = single["weights"][key][places] - double["weights"][key][places]
            weights += (error / RATE).tolist()
    losses = [abs(a / b - 1) for a, b in zip(single["losses"], double["losses"])]
    return {"gradients": rms(gradients), "weights": rms(weights), "losses": max(losses)}


def fixture(name, shape, loss, is_unit):
    double = train(name, shape, loss, is_unit, torch.float64)
    single = train(name, shape, loss, is_unit, torch.float32)
    return {
        "network": name, **({"model": MODELS[name]} if name in MODELS else {}), "input": shape, "unit": is_unit, "loss": loss, "batch": BATCHES.get(name, BATCH),
        "losses": double["losses"], "output": summary(double["output"]),
        **{
            group: {k: summary(v) for k, v in double[group].items()}
            for group in ("gradients", "weights", "statistics")
        },
        "single": deviation(single, double),
    }


def views(shape, step):
    """Two views of five images: what they share, and noise of each view's own."""
    count = 5 * int(np.prod(shape))
    shared, *own = (uniform(count, 2000 + 3 * step + k) for k in range(3))
    pixels = np.concatenate([shared + noise / 4 for noise in own]).astype(np.float32)
    height, width, channels = shape
    return torch.from_numpy(pixels).reshape(10, channels, height, width)


def view_losses(name, dtype):
    """The losses of fifty Adam steps, each on views of its own."""
    torch.set_default_dtype(dtype)
    shape = NETWORKS[name][0]
    batches = [views(shape, step).to(dtype) for step in range(50)]
    network = Network(MODELS[name], batches[0])
    fill(network)
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
    losses = []
    for x in batches:
        optimizer.zero_grad()
        value = view_loss(MODELS[name], network(x, 0)[0])
        value.backward()
        losses.append(float(value.detach()))
        optimizer.step()
    return losses


def write_curves():
    """Loss curves of the contrastive models, and how far PyTorch strays in single precision."""
    curves = {}
    for name in ("simclr", "barlow-twins", "vicreg"):
        double, single = (view_losses(name, t) for t in (torch.float64, torch.float32))
        strays = max(abs(a / b - 1) for a, b in zip(single, double))
        curves[name] = {"losses": double, "single": strays}
        print(name, double[0], double[-1], strays)
    (TARGET / "curves.json").write_text(json.dumps(curves) + "\n")


SMALL = {
    "autoencoder": {
        "encoder": [
            {"conv": 4, "kernel": 3, "stride": 2, "padding": 1}, "batchNorm", "relu", "flatten",
            {"linear": 3},
        ],
        "decoder": [{"linear": 64}, {"unflatten": [4, 4, 4]},
                    {"convTranspose": 2, "kernel": 2, "stride": 2}],
    }
}


def first_images(shape, count=BATCH):
    """Images [N, C, H, W] of numbers in [-1, 1)."""
    height, width, channels = shape
    pixels = uniform(count * height * width * channels, 1).astype(np.float32)
    return torch.from_numpy(pixels).reshape(count, channels, height, width)


def write_weights():
    """A small network after five steps: its weights, and the latents of two images."""
    torch.set_default_dtype(torch.float32)
    torch.manual_seed(0)
    shape = [8, 8, 2]
    x = first_images(shape)
    network = Network(SMALL, x)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
    for step in range(5):
        optimizer.zero_grad()
        F.mse_loss(network(x, step)[0], x).backward()
        optimizer.step()
    folder = TARGET.parent / "weights"
    folder.mkdir(exist_ok=True)
    save_file(network.state_dict(), folder / "theirs.safetensors")
    latents = network.eval().encoder(x)
    result = {"input": shape, "model": SMALL, "latents": latents.detach().tolist()}
    (folder / "theirs.json").write_text(json.dumps(result) + "\n")


def behind(*layers):
    """Layers in a classifier of three classes."""
    return {"classifier": {"layers": list(layers) + ["flatten", {"linear": 3}]}}


CONV = {"conv": 4, "kernel": 3, "padding": 1}
# By kind: models that have it, each with its input [H, W, C].
LAYERS = {
    "conv": [
        (behind({"conv": 5, "kernel": [3, 2], "stride": [2, 1], "padding": [1, 0]}), [7, 6, 2]),
        (behind({"conv": 4, "kernel": 1, "bias": False}), [4, 4, 3]),
    ],
    "convTranspose": [
        (behind({"convTranspose": 3, "kernel": 3, "stride": 2, "padding": 1, "outputPadding": 1}),
         [4, 5, 2]),
    ],
    "linear": [(behind("flatten", {"linear": 6, "bias": False}, {"linear": 5}), [3, 4, 2])],
    "flatten": [(behind("flatten"), [3, 4, 2])],
    "unflatten": [(behind("flatten", {"unflatten": [4, 2, 3]}, CONV), [3, 4, 2])],
    "batchNorm": [
        (behind(CONV, "batchNorm"), [5, 5, 2]),
        (behind("flatten", {"linear": 6}, "batchNorm"), [3, 4, 2]),
    ],
    "groupNorm": [
        (behind(CONV, {"groupNorm": 2}), [5, 5, 2]),
        (behind("flatten", {"linear": 6}, {"groupNorm": 3}), [3, 4, 2]),
    ],
    "layerNorm": [
        (behind(CONV, "layerNorm"), [5, 4, 2]),
        (behind("flatten", {"linear": 6}, "layerNorm"), [3, 4, 2]),
    ],
    "globalAveragePool": [(behind(CONV, "globalAveragePool"), [6, 5, 2])],
    "maxPool": [(behind({"maxPool": 3}), [6, 7, 2])],
    "averagePool": [(behind({"averagePool": 2}), [6, 5, 2])],
    **{
        kind: [(behind(CONV, kind), [5, 5, 2])]
        for kind in ("relu", "leakyReLU", "tanh", "sigmoid", "elu", "gelu", "softmax", "dropout")
    },
    "upsample": [(behind({"upsample": 2}, CONV), [3, 4, 2])],
    "residual": [
        (behind(CONV, {"residual": [CONV, "batchNorm", "relu", CONV, "batchNorm"]}), [5, 5, 2]),
        (behind(*block(4, 2)), [6, 5, 2]),
        (behind("flatten", {"residual": ["batchNorm", {"linear": 7}, "tanh", {"linear": 24}]}),
         [3, 4, 2]),
        (behind({"residual": [CONV, {"residual": [CONV, "relu", CONV]}], "shortcut": [CONV]}),
         [4, 4, 2]),
    ],
}
KINDS = {
    "pixels": [("pixels", [3, 4, 2])],
    "autoencoder": [
        (
            {
                "autoencoder": {
                    "encoder": [CONV, *block(4, 2), "flatten", {"linear": 3}],
                    "decoder": [
                        {"linear": 36}, {"unflatten": [3, 3, 4]},
                        {"residual": [{"convTranspose": 2, "kernel": 2, "stride": 2}],
                         "shortcut": [{"upsample": 2}, {"conv": 2, "kernel": 1}]},
                    ],
                }
            },
            [6, 6, 2],
        )
    ],
    "variationalAutoencoder": [
        (
            {
                "variationalAutoencoder": {
                    "encoder": [CONV, "batchNorm", "relu"], "latent": 3,
                    "decoder": [{"linear": 50}, {"unflatten": [5, 5, 2]}, CONV,
                                {"conv": 2, "kernel": 1}],
                }
            },
            [5, 5, 2],
        )
    ],
    "deepClustering": [
        (deep_clustering("dec"), [6, 6, 1]), (deep_clustering("idec"), [6, 6, 1]),
    ],
    "contrastive": [
        (contrastive("simclr"), [6, 6, 2]),
        (
            {
                "contrastive": {
                    "encoder": [CONV, "relu", "globalAveragePool"], "projection": [5],
                    "objective": "vicreg", "views": [{"shift": 1}],
                }
            },
            [5, 4, 2],
        ),
    ],
    "classifier": [(behind(CONV, "relu"), [5, 5, 2])],
}


def write_kinds():
    """For every kind of layer and of model: its tensors, and what it makes of two images."""
    torch.set_default_dtype(torch.float64)
    result = {}
    for family, kinds in (("layers", LAYERS), ("models", KINDS)):
        result[family] = {}
        for kind, cases in kinds.items():
            result[family][kind] = []
            for model, shape in cases:
                x = first_images(shape).double()
                network = Network(model, x)
                fill(network)
                rows = network.eval().embed(x).detach()
                result[family][kind].append({
                    "model": model, "input": shape,
                    "tensors": {k: list(t.shape) for k, t in network.state_dict().items()},
                    "embedding": [[float(f"{v:.9g}") for v in row] for row in rows.tolist()],
                })
    lines = json.dumps(result).replace('{"model"', '\n{"model"')
    (TARGET.parent / "weights" / "kinds.json").write_text(lines + "\n")


def write_halves():
    """A residual block whose tensors have other precisions, and what it makes of two images."""
    torch.set_default_dtype(torch.float32)
    torch.manual_seed(1)
    shape = [6, 5, 2]
    model = behind(*block(4, 2))
    x = first_images(shape)
    network = Network(model, x)
    for _ in range(3):
        network(x, 0)
    formats = [torch.float16, torch.bfloat16, torch.float64, torch.float32]
    tensors = {
        key: tensor.to(formats[index % 4]) if tensor.is_floating_point() else tensor
        for index, (key, tensor) in enumerate(network.state_dict().items())
    }
    folder = TARGET.parent / "weights"
    save_file(tensors, folder / "half.safetensors")
    network.load_state_dict(tensors, strict=True)
    result = {
        "input": shape, "model": model, "embedding": network.eval().embed(x).detach().tolist(),
        "sums": {key: float(t.double().sum()) for key, t in network.state_dict().items()},
    }
    (folder / "half.json").write_text(json.dumps(result) + "\n")


def load_weights(path, name):
    """Loads weights written by the project into PyTorch's network of the same name."""
    shape = NETWORKS[name][0]
    model = json.loads((ARCHITECTURES / f"{name}.json").read_text())
    tensors = load_file(path)
    if isinstance(model, list):
        model = mirrored(model, tensors["decoder.0.weight"].shape[1])
    network = Network(model, first_images(shape))
    print(network.load_state_dict(tensors, strict=True), "in", name)


if __name__ == "__main__" and len(sys.argv) == 3:
    load_weights(*sys.argv[1:])
elif __name__ == "__main__":
    write_weights()
    write_kinds()
    write_halves()
    TARGET.mkdir(exist_ok=True)
    write_curves()
    for name, (shape, loss, is_unit) in NETWORKS.items():
        result = fixture(name, shape, loss, is_unit)
        (TARGET / f"{name}.json").write_text(json.dumps(result) + "\n")
        print(name, result["single"])
