"""IDEC here and by ClustPy on the same images, network and schedule, seed by seed in turn.

    python clustpy_idec.py SWEEP IMAGES.gz LABELS.gz [SEEDS]

SWEEP is the built program. Both train 784-256-64-10 with ReLU for 40 epochs as an autoencoder and for 30
as IDEC (Adam 1e-3, then 1e-4; batches of 100; gamma 0.1), and cluster the latent vectors of the training
images by k-means of 20 starts. Printed are, of each seed and in the mean, accuracy, NMI and the seconds of
computing on one thread: of SWEEP those of all its processes, from reading the images to the results, and
for ClustPy those of `fit`, its imports left out. Written for ClustPy 0.0.3 and PyTorch 2.15.
"""
import gzip
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", NUMBA_NUM_THREADS="1")

import numpy as np
import torch
from clustpy.deep import IDEC
from clustpy.deep.neural_networks import FeedforwardAutoencoder
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import normalized_mutual_info_score

torch.set_num_threads(1)


def idx(path, header):
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def scores(truth, labels):
    table = np.zeros((10, 10), int)
    np.add.at(table, (truth, labels), 1)
    rows, columns = linear_sum_assignment(-table)
    return table[rows, columns].sum() / len(truth), normalized_mutual_info_score(truth, labels)


def clustpy(images, truth, seed):
    torch.manual_seed(seed)
    start = time.process_time()
    network = FeedforwardAutoencoder(
        [784, 256, 64, 10], activation_fn=torch.nn.ReLU, random_state=seed)
    model = IDEC(
        10, batch_size=100, pretrain_optimizer_params={"lr": 1e-3},
        clustering_optimizer_params={"lr": 1e-4}, pretrain_epochs=40, clustering_epochs=30,
        neural_network=network, embedding_size=10, initial_clustering_params={"n_init": 20},
        device=torch.device("cpu"), random_state=seed)
    model.fit(images)
    seconds = time.process_time() - start
    return *scores(truth, model.labels_), seconds


def experiment(images, labels):
    split = {"images": os.path.abspath(images), "labels": os.path.abspath(labels)}
    adam = lambda rate: {"adam": {"learningRate": rate}}
    layers = ["flatten", {"linear": 256}, "relu", {"linear": 64}, "relu"]
    return {
        "title": "IDEC", "dataset": {"train": split, "test": split},
        "model": {
            "deepClustering": {
                "method": "idec", "encoder": layers, "latent": 10, "clusters": 10, "gamma": 0.1,
                "pretrain": {"optimizer": adam(1e-3), "epochs": 40, "batchSize": 100},
                "updateInterval": 10, "tolerance": 0,
            }
        },
        "training": {"optimizer": adam(1e-4), "epochs": 30, "batchSize": 100},
        "clustering": {"kmeans": {"restarts": 20}}, "report": {"figures": []},
    }


def own(program, file, seed):
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [program, "run", file, "--set", f"seeds=[{seed}]", "--jobs", "1", "--quiet",
             "--results", folder + "/results"],
            check=True, env={**os.environ, "SWEEP_STORE": folder + "/store"})
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        rows = json.load(open(folder + "/results/results.json"))["rows"]
    metrics = rows[0]["runs"][0]["metrics"]
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return metrics["accuracy"], metrics["nmi"], seconds


def main():
    program, images, labels = sys.argv[1:4]
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 10
    pixels = (idx(images, 16).reshape(-1, 784) / 255).astype(np.float32)
    truth = idx(labels, 8).astype(int)
    found = {"sweep": [], "ClustPy": []}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(experiment(images, labels), file)
        file.flush()
        for seed in range(count):
            found["sweep"].append(own(program, file.name, seed))
            found["ClustPy"].append(clustpy(pixels, truth, seed))
            print(seed, *(f"{v[-1][0]:.3f} {v[-1][1]:.3f} {v[-1][2]:.2f} s" for v in found.values()),
                  flush=True)
    for name, values in found.items():
        accuracy, nmi, seconds = zip(*values)
        print(f"{name}: accuracy {np.mean(accuracy):.4f} +- {np.std(accuracy, ddof=1):.4f}, "
              f"NMI {np.mean(nmi):.4f} +- {np.std(nmi, ddof=1):.4f}, "
              f"median {statistics.median(seconds):.2f} s")


if __name__ == "__main__":
    main()
