"""Writes Tests/Fixtures/sklearn/umap.json: how many neighbours umap-learn keeps of the digits of tsne.json.

Made with umap-learn 0.5.12, scikit-learn 1.9.1, NumPy 2.4.6, one thread. Run from the top of the project:
python Tests/Fixtures/make_umap_fixtures.py
"""

import json
import pathlib

import numpy as np
import umap
from sklearn.datasets import load_digits
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors


def nearest(among, of=None, k=10):
    return NearestNeighbors(n_neighbors=k).fit(among).kneighbors(of, return_distance=False)


def shared(left, right):
    return np.mean([len(set(a) & set(b)) / len(a) for a, b in zip(left, right)])


digits = load_digits().data[:400].astype(np.float32)
kept, trust, by_new = [], [], []
for seed in range(5):
    plane = umap.UMAP(random_state=seed).fit_transform(digits)
    kept.append(shared(nearest(digits), nearest(plane)))
    trust.append(trustworthiness(digits, plane, n_neighbors=10))
    model = umap.UMAP(random_state=seed).fit(digits[:300])
    places = model.transform(digits[300:])
    by_new.append(shared(nearest(digits[:300], digits[300:]), nearest(model.embedding_, places)))
model = umap.UMAP().fit(digits)
content = {"kept": np.mean(kept), "trustworthiness": np.mean(trust), "keptByNew": np.mean(by_new),
           "a": float(model._a), "b": float(model._b)}
folder = pathlib.Path(__file__).parent / "sklearn"
(folder / "umap.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
