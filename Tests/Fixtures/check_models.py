"""Tries the scripts that Sweepbook writes beside weights: does PyTorch embed as Sweepbook does?

    SWEEP_MODELS=/tmp/models swift test --filter PyTorchScriptTests
    python check_models.py /tmp/models

Tried with torch 2.15.0 and numpy 2.4.6 (any recent ones will do).
"""

import importlib.util
import pathlib
import sys

import numpy
import torch

worst = 0.0
folders = sorted(path.parent for path in pathlib.Path(sys.argv[1]).glob("*/model.py"))
for folder in folders:
    specification = importlib.util.spec_from_file_location("model", folder / "model.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    images = numpy.load(folder / "images.npy")
    model = module.load()
    found = model.embed(images).numpy()
    expected = numpy.load(folder / "embedding.npy")
    error = float(numpy.max(numpy.abs(found - expected) / numpy.maximum(1, numpy.abs(expected))))
    for method in ("classify", "reconstruct"):
        if hasattr(model, method):
            getattr(model, method)(images)
    print(f"{folder.name:40} {found.shape} error {error:.1e}")
    worst = max(worst, error)
print(f"{len(folders)} networks, worst error {worst:.1e} (torch {torch.__version__})")
sys.exit(0 if folders and worst < 2e-5 else 1)
