"""Writes statistics.json: intervals and tests as SciPy and statsmodels have them.

    python Tests/Fixtures/make_statistics_fixtures.py > Tests/Fixtures/statistics.json
"""

import itertools
import json

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

random = np.random.default_rng(16)
wilson = []
for successes, trials in [(0, 5), (5, 5), (1, 2), (7, 10), (999, 1000), (1000, 1000), (0, 5000),
                          (4425, 5000), (31, 6000), (1, 100000)]:
    low, high = proportion_confint(successes, trials, alpha=0.05, method="wilson")
    wilson.append({"successes": successes, "trials": trials, "low": low, "high": high})

tests = []
for first, second in [(0, 0), (1, 0), (5, 0), (6, 0), (3, 3), (10, 2), (2, 10), (40, 61), (120, 95),
                      (500, 400), (2000, 1900), (1, 30)]:
    p = mcnemar([[0, first], [second, 0]], exact=True).pvalue
    tests.append({"first": first, "second": second, "p": float(p)})

paired = []
for count in [3, 4, 5, 10, 30]:
    a = random.normal(0.8, 0.02, count).round(6)
    b = (a - random.normal(0.01, 0.01, count)).round(6)
    result = stats.ttest_rel(a, b)
    interval = stats.t.interval(0.95, count - 1, np.mean(a - b), stats.sem(a - b))
    paired.append({"first": a.tolist(), "second": b.tolist(), "p": float(result.pvalue),
                   "low": float(interval[0]), "high": float(interval[1])})

holm = []
for values in [[0.01, 0.04, 0.03, 0.005], [0.5, 0.9, 0.2], [0.001], [0.02, 0.02, 0.02, 0.9],
               random.uniform(0, 0.1, 12).round(6).tolist()]:
    holm.append({"p": values, "corrected": multipletests(values, method="holm")[1].tolist()})

# Means over the other axis of a 3 x 2 grid with 4 seeds: for each seed the mean over the other axis,
# then Student's interval over the seeds.
grid = random.normal(0.7, 0.05, (3, 2, 4)).round(6)
effects = []
for axis, size in enumerate(grid.shape[:2]):
    for level in range(size):
        per_seed = np.take(grid, level, axis=axis).mean(axis=0)
        low, high = stats.t.interval(0.95, 3, per_seed.mean(), stats.sem(per_seed))
        effects.append({"axis": axis, "level": level, "mean": float(per_seed.mean()),
                        "low": float(low), "high": float(high)})

print(json.dumps({
    "versions": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__,
                 "numpy": np.__version__},
    "wilson": wilson, "mcnemar": tests, "paired": paired, "holm": holm,
    "grid": grid.tolist(), "effects": effects,
}, indent=1))
