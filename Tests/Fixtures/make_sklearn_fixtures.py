"""Writes Tests/Fixtures/sklearn/*.json: what scikit-learn and SciPy say about small data.

Made with scikit-learn 1.9.1, SciPy 1.17.1, NumPy 2.4.6, one thread. Run from the top of the project:
python Tests/Fixtures/make_sklearn_fixtures.py

With SWEEP_DATA set to a folder that holds faces-1000 and faces-vs-objects, t-SNE of those is
measured too.
"""

import gzip
import json
import os
import pathlib

import numpy as np
from scipy import stats
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform
from sklearn import metrics
from sklearn.cluster import DBSCAN, HDBSCAN, AgglomerativeClustering, KMeans, SpectralClustering
from sklearn.datasets import load_digits, make_circles, make_moons
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities, _joint_probabilities_nn
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from sklearn.preprocessing import StandardScaler

FOLDER = pathlib.Path(__file__).parent / "sklearn"


def write(name, content):
    def plain(value):
        if isinstance(value, np.generic):
            return value.item()
        return value.tolist()

    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(content, default=plain, separators=(",", ":"))
    (FOLDER / f"{name}.json").write_text(text + "\n")


def blobs(seed, rows, columns, centres, spread):
    """Rounded to quarters of a hundredth, so that float32 holds the samples exactly."""
    draw = np.random.default_rng(seed)
    places = draw.normal(size=(centres, columns)) * spread
    samples = places[np.arange(rows) % centres] + draw.normal(size=(rows, columns))
    return np.round(samples * 256) / 256


def pca():
    cases = []
    for seed, rows, columns in [(1, 30, 6), (2, 8, 20)]:
        samples = blobs(seed, rows, columns, 3, 2)
        k = 5
        fit = PCA(k, svd_solver="full").fit(samples)
        cases.append({
            "samples": samples, "dimensions": k, "mean": fit.mean_, "components": fit.components_,
            "variances": fit.explained_variance_, "ratios": fit.explained_variance_ratio_,
            "whitened": PCA(k, whiten=True, svd_solver="full").fit_transform(samples),
            "standardized": StandardScaler().fit_transform(samples)})
    write("pca", cases)


def linkage():
    samples = blobs(3, 60, 5, 5, 1.5)
    content = {"samples": samples, "clusters": 4}
    for method in ("ward", "complete", "average", "single"):
        merges = hierarchy.linkage(samples, method)
        model = AgglomerativeClustering(4, linkage=method).fit(samples)
        content[method] = {
            "left": merges[:, 0].astype(int), "right": merges[:, 1].astype(int),
            "heights": merges[:, 2], "sizes": merges[:, 3].astype(int), "labels": model.labels_}
    write("linkage", content)


def partitions():
    samples = blobs(4, 150, 4, 4, 1.2)
    inertias = {str(k): KMeans(k, n_init=10, random_state=0).fit(samples).inertia_ for k in (2, 4, 7)}
    mixtures = {}
    for ours, theirs in [("full", "full"), ("tied", "tied"), ("diagonal", "diag"),
                         ("spherical", "spherical")]:
        fits = [GaussianMixture(3, covariance_type=theirs, random_state=s).fit(samples)
                for s in range(4)]
        best = max(fits, key=lambda fit: fit.score(samples))
        mixtures[ours] = {"logLikelihood": best.score(samples), "bic": best.bic(samples)}
    circles, truth = make_circles(300, noise=0.04, factor=0.45, random_state=0)
    circles = np.round(circles * 4096) / 4096
    spectral = SpectralClustering(2, affinity="nearest_neighbors", random_state=0).fit(circles)
    write("partitions", {"samples": samples, "inertias": inertias, "mixtures": mixtures,
                         "circles": circles, "truth": truth, "spectral": spectral.labels_})


def stable_hdbscan(samples, **options):
    """scikit-learn's HDBSCAN, edges of equal length taken in the order in which they were found: NumPy's own
    sort leaves that to the processor, and labels of a few samples follow from it."""
    sort = np.argsort
    np.argsort = lambda values: sort(values, kind="stable")
    try:
        return HDBSCAN(algorithm="kd_tree", copy=True, **options).fit(samples).labels_
    finally:
        np.argsort = sort


def density():
    """Clusters of density: moons with scattered points, clouds of three densities, and digits."""
    draw = np.random.default_rng(11)
    moons, _ = make_moons(240, noise=0.06, random_state=1)
    moons = np.vstack([moons, draw.uniform(-1.5, 2.5, size=(40, 2))])
    clouds = np.vstack([draw.normal(size=(90, 3)) * spread + place for spread, place in
                        [(0.3, (0, 0, 0)), (1.0, (6, 0, 0)), (0.6, (0, 4, 2))]]
                       + [draw.uniform(-4, 9, size=(30, 3))])
    cases = []
    for samples, radii in [(moons, [(0.15, 5), (0.2, 8)]), (clouds, [(0.5, 5), (1.0, 10)]),
                           (load_digits().data[:300], [(20, 4), (24, 6)])]:
        samples = np.round(samples * 4096) / 4096
        case = {"samples": samples, "dbscan": [], "hdbscan": []}
        for epsilon, least in radii:
            labels = DBSCAN(eps=epsilon, min_samples=least).fit(samples).labels_
            case["dbscan"].append({"epsilon": epsilon, "minSamples": least, "labels": labels})
        for size, least, choice in [(5, None, "eom"), (12, 4, "eom"), (8, 8, "leaf"), (20, 1, "eom"),
                                    (6, 3, "leaf")]:
            labels = stable_hdbscan(samples, min_cluster_size=size, min_samples=least,
                                    cluster_selection_method=choice)
            case["hdbscan"].append({"minClusterSize": size, "minSamples": least,
                                    "isLeaf": choice == "leaf", "labels": labels})
        cases.append(case)
    write("density", cases)


def probes():
    """Probes of the digits of tsne.json: the first 250 are for training, 150 are scored."""
    digits = load_digits()
    samples, labels = digits.data[:400], digits.target[:400]
    train, test = slice(0, 250), slice(250, 400)
    votes = []
    for k, metric in [(1, "cosine"), (7, "cosine"), (20, "cosine"), (1, "euclidean"), (15, "euclidean")]:
        model = KNeighborsClassifier(k, metric=metric).fit(samples[train], labels[train])
        votes.append({"neighbours": k, "distance": metric,
                      "accuracy": model.score(samples[test], labels[test])})
    scaler = StandardScaler().fit(samples[train])
    scaled = scaler.transform(samples)
    linear = []
    for penalty in (1, 0.01, 0.0001):
        model = LogisticRegression(C=1 / (250 * penalty), tol=1e-10, max_iter=100000)
        model.fit(scaled[train], labels[train])
        loss = metrics.log_loss(labels[train], model.predict_proba(scaled[train]))
        linear.append({"penalty": penalty, "accuracy": model.score(scaled[test], labels[test]),
                       "predicted": model.predict(scaled[test]),
                       "loss": loss + penalty / 2 * (model.coef_ ** 2).sum()})
    plane = np.round(PCA(2).fit_transform(samples[test]) * 256) / 256
    trust = [{"neighbours": k, "value": trustworthiness(samples[test], plane, n_neighbors=k)}
             for k in (1, 10, 40)]
    values = np.linalg.svd(samples[test] - samples[test].mean(0), compute_uv=False)
    shares = values[values > 1e-9] / values.sum()
    unit = samples[test] / np.linalg.norm(samples[test], axis=1, keepdims=True)
    squares = metrics.pairwise_distances(unit, squared=True)
    pairs = np.triu(np.ones_like(squares), 1) > 0
    same = pairs & (labels[test][:, None] == labels[test][None])
    write("probes", {
        "labels": labels, "votes": votes, "linear": linear, "plane": plane, "trustworthiness": trust,
        "effectiveRank": np.exp(-(shares * np.log(shares)).sum()),
        "uniformity": np.log(np.exp(-2 * squares[pairs]).mean()), "alignment": squares[same].mean()})


def scores():
    draw = np.random.default_rng(5)
    samples = blobs(6, 80, 3, 4, 1.0)
    cases = []
    for classes, clusters, noise in [(4, 4, 0.2), (3, 6, 0.5), (6, 3, 0.5), (4, 4, 1.0), (1, 3, 1.0),
                                     (3, 1, 1.0), (2, 2, 0.0), (10, 12, 0.3)]:
        truth = np.arange(80) % classes
        predicted = np.where(draw.random(80) < noise, draw.integers(0, clusters, 80),
                             (truth * 7 + 2) % clusters)
        table = metrics.cluster.contingency_matrix(truth, predicted)
        from scipy.optimize import linear_sum_assignment
        matched = table[linear_sum_assignment(-table)].sum()
        case = {
            "truth": truth, "predicted": predicted, "accuracy": matched / 80,
            "purity": table.max(axis=0).sum() / 80,
            "nmi": metrics.normalized_mutual_info_score(truth, predicted),
            "ari": metrics.adjusted_rand_score(truth, predicted),
            "homogeneity": metrics.homogeneity_score(truth, predicted),
            "completeness": metrics.completeness_score(truth, predicted),
            "vMeasure": metrics.v_measure_score(truth, predicted)}
        if len(set(predicted)) > 1:
            case["silhouette"] = metrics.silhouette_score(samples, predicted)
            case["daviesBouldin"] = metrics.davies_bouldin_score(samples, predicted)
        cases.append(case)
    write("scores", {"samples": samples, "cases": cases})


def tsne():
    samples = blobs(7, 40, 5, 3, 2)
    squares = metrics.pairwise_distances(samples, squared=True)
    digits = load_digits().data[:400]
    content = {
        "samples": samples, "perplexity": 8,
        "affinities": squareform(_joint_probabilities(squares, 8, 0)),
        "digits": digits.astype(int), "embeddings": {
            "digits": embedding(digits),
            "mnist": embedding(idx_images("t10k-images-idx3-ubyte.gz")),
            "mnist-train": embedding(idx_images("train-images-idx3-ubyte.gz"))}}
    if "SWEEP_DATA" in os.environ:
        faces = np.load(pathlib.Path(os.environ["SWEEP_DATA"]) / "faces-1000" / "images.npy")
        content["embeddings"]["faces"] = embedding(faces.reshape(len(faces), -1))
        mixed = np.load(pathlib.Path(os.environ["SWEEP_DATA"]) / "faces-vs-objects" / "visualization.npy")
        content["embeddings"]["faces-vs-objects"] = embedding(mixed[::5].reshape(1000, -1))
    write("tsne", content)


def idx_images(name):
    """The images that ship with the experiments, one a row."""
    path = FOLDER.parent.parent.parent / "experiments" / "data" / name
    content = gzip.decompress(path.read_bytes())
    return np.frombuffer(content[16:], np.uint8).reshape(int.from_bytes(content[4:8], "big"), -1)


def embedding(samples):
    """How well t-SNE does with its defaults. Its own divergence comes from an approximate normaliser;
    the one stored is of the same affinities and the final points, with all pairs in the normaliser."""
    samples = samples.astype(np.float32)
    points = TSNE(random_state=0).fit_transform(samples).astype(float)
    graph = NearestNeighbors(n_neighbors=91).fit(samples).kneighbors_graph(mode="distance")
    graph.data **= 2
    p = _joint_probabilities_nn(graph, 30, 0).tocoo()
    q = 1 / (1 + metrics.pairwise_distances(points, squared=True))
    q /= q.sum() - len(points)
    return {"divergence": (p.data * np.log(p.data / q[p.row, p.col])).sum(),
            "trustworthiness": [{"neighbours": k, "value": trustworthiness(samples, points, n_neighbors=k)}
                                for k in (5, 12)]}


def statistics():
    draw = np.random.default_rng(8)
    cases = []
    for count in (2, 3, 5, 10, 30):
        left = draw.normal(size=count).round(4)
        right = (left + 0.3 + draw.normal(size=count) * 0.5).round(4)
        interval = stats.t.interval(0.95, count - 1, left.mean(), stats.sem(left))
        test = stats.ttest_rel(left, right)
        cases.append({"left": left, "right": right, "mean": left.mean(), "deviation": left.std(ddof=1),
                      "interval": interval, "probability": test.pvalue})
    tails = [{"t": t, "degrees": n, "probability": 2 * stats.t.sf(t, n)}
             for t in (0.0, 0.1, 1.0, 2.5, 12.0, 60.0) for n in (1, 2, 3, 7, 29, 200)]
    quantiles = [{"probability": p, "degrees": n, "t": stats.t.ppf(p, n)}
                 for p in (0.6, 0.9, 0.975, 0.995) for n in (1, 2, 3, 7, 29, 200)]
    write("statistics", {"cases": cases, "tails": tails, "quantiles": quantiles})


if __name__ == "__main__":
    pca()
    linkage()
    partitions()
    density()
    probes()
    scores()
    tsne()
    statistics()
