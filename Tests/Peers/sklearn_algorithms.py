"""Reductions and clusterings of scikit-learn and openTSNE, and eigenvectors of SciPy, timed on request.

    python sklearn_algorithms.py METHOD SAMPLES.npy

For every line of standard input the method is run once; the answer is the seconds of computing (CPU
time of the process) and a number to compare results by. At the end of the input the most memory the
process held, in kilobytes. Written for scikit-learn 1.9 and openTSNE 1.0; one thread is set by the
caller through the environment.
"""
import sys
import time

import numpy as np


def pca(solver):
    from sklearn.decomposition import PCA

    def run(samples):
        fit = PCA(50, svd_solver=solver, random_state=0)
        fit.fit_transform(samples)
        return fit.explained_variance_ratio_.sum()

    return run


def kmeans(samples):
    from sklearn.cluster import KMeans

    return KMeans(10, n_init=10, random_state=0).fit(samples).inertia_


def ward(samples):
    from sklearn.cluster import AgglomerativeClustering

    fit = AgglomerativeClustering(10, compute_distances=True).fit(samples)
    return fit.distances_[len(samples) - 11]


def tsne_sklearn(samples):
    from sklearn.manifold import TSNE

    fit = TSNE(perplexity=min(30, len(samples) / 5), random_state=0)
    fit.fit_transform(samples)
    return fit.kl_divergence_


def tsne_opentsne(samples):
    from openTSNE import TSNE

    fit = TSNE(perplexity=min(30, len(samples) / 5), n_jobs=1, random_state=0)
    return fit.fit(samples).kl_divergence


def eigenvectors(samples):
    from scipy.linalg import eigh

    wide = samples.astype(np.float64)
    return eigh(wide @ wide.T, driver="evd")[0][-1]


METHODS = {
    "pca-auto": pca("auto"),
    "pca-covariance": pca("covariance_eigh"),
    "pca-full": pca("full"),
    "pca-randomized": pca("randomized"),
    "kmeans": kmeans,
    "ward": ward,
    "tsne-sklearn": tsne_sklearn,
    "tsne-opentsne": tsne_opentsne,
    "eigenvectors": eigenvectors,
}

if __name__ == "__main__":
    method, path = METHODS[sys.argv[1]], sys.argv[2]
    samples = np.load(path)
    for _ in sys.stdin:
        start = time.process_time()
        quality = method(samples)
        print(time.process_time() - start, float(quality), flush=True)
    with open("/proc/self/status") as status:
        print(next(line.split()[1] for line in status if line.startswith("VmHWM:")), flush=True)
