"""Values of elementary functions to 40 digits, rounded once to doubles: elementary.json.

Made with mpmath 1.3.0. Numbers are written in hexadecimal so that no digit is lost.
"""

import json
import random

import mpmath

mpmath.mp.dps = 60
random.seed(1)


def table(function, arguments):
    return [[x.hex(), float(function(mpmath.mpf(x))).hex()] for x in arguments]


def between(low, high, count):
    return [random.uniform(low, high) for _ in range(count)]


def spread(low, high, count):
    return [random.choice([-1, 1]) * 10 ** random.uniform(low, high) for _ in range(count)]


positive = [abs(x) for x in spread(-300, 300, 150)] + between(0.5, 2, 100)
quarter = [float(mpmath.pi / 2 * k) for k in [1, 2, 3, 7, 1000, 123457, 636619]]
angles = between(-10, 10, 150) + between(-1e6, 1e6, 100) + spread(-20, 0, 30) + quarter
shares = between(0, 1, 150) + [10 ** random.uniform(-300, -1) for _ in range(100)]

json.dump(
    {
        "exp": table(mpmath.exp, between(-700, 709, 150) + spread(-18, 1, 100) + [709.782, -744.0]),
        "log": table(mpmath.log, positive + [5e-324, 2.3e-308, 1.7e308, 1 + 2**-52, 1 - 2**-53]),
        "sin": table(mpmath.sin, angles),
        "cos": table(mpmath.cos, angles),
        "inverseNormal": table(
            lambda p: mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1) if p > mpmath.mpf(10) ** -50
            else mpmath.findroot(
                lambda x: mpmath.log(mpmath.erfc(-x / mpmath.sqrt(2)) / 2) - mpmath.log(p),
                -mpmath.sqrt(-2 * mpmath.log(p))),
            shares),
    },
    open("elementary.json", "w"),
)
