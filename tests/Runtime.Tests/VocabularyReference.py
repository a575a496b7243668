"""Writes VocabularyReference.csv: name; operands; value as the sum of two doubles; the scale that errors are measured on
(empty: the value).

    python3 VocabularyReference.py [points per function] [seed] > VocabularyReference.csv

Needs mpmath. Values come from the definitions, at a precision that no cancellation exhausts.
"""
import math
import random
import sys

import mpmath as m
from mpmath import mp, mpf

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 60
RANDOM = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
LN2 = 0.6931471805599453


def uniform(low, high):
    return lambda: RANDOM.uniform(low, high)


def magnitude(low, high, signed=True):
    """Evenly in the logarithm, low and high being powers of ten."""
    return lambda: 10 ** RANDOM.uniform(low, high) * (RANDOM.choice((-1, 1)) if signed else 1)


def near(center, width):
    """Around a point, at every distance."""
    return lambda: center + width * 10 ** RANDOM.uniform(-15, 0) * RANDOM.choice((-1, 1))


def mixed(*samplers):
    return lambda: RANDOM.choice(samplers)()


SMALL = [5e-324, -5e-324, 2.2250738585072014e-308, -1e-308, 1e-300, -1e-170, 1e-160, 1e-20, -1e-9, 1e-5]
REAL = mixed(magnitude(-20, 3), magnitude(-323, 308), uniform(-3, 3), uniform(-45, 45))
POSITIVE = mixed(magnitude(-20, 3, False), magnitude(-323, 308, False), uniform(0.3, 3), near(1, 0.5))
ABOVE_MINUS_ONE = mixed(magnitude(-20, 3, False), lambda: -(10 ** RANDOM.uniform(-20, 0)), uniform(-0.9, 3), near(-1 + 1e-15, 1e-15))
PROBABILITY = mixed(lambda: 0.0, lambda: 1.0, uniform(0, 1), magnitude(-20, 0, False))
ANY_PAIR = (mixed(magnitude(-5, 5), magnitude(-323, 307)), mixed(magnitude(-5, 5), magnitude(-323, 307)))
ANGLE = mixed(uniform(-7, 7), magnitude(-20, 3), magnitude(3, 300), near(math.pi, 1))
COSINE = mixed(uniform(-1, 1), magnitude(-20, 0), near(1 - 1e-12, 1e-12))
GAMMA = mixed(magnitude(-300, 300, False), magnitude(-3, 3, False), uniform(0, 14), near(1, 0.6), near(2, 0.8), near(1.4616321449683623, 0.4))

EXP_BORDERS = [(x,) for x in SMALL + [40.0, -40.0, 40.00001, -40.00001, LN2, -LN2, 0.34, 0.35, 1 / 1024, -1 / 1024, 50.0, 709.7, -745.0, -708.5, -600.0, 1.0, -1.0, 2.0, 20.0]]
LOG_BORDERS = [(x,) for x in SMALL + [-0.29, -0.2900001, 0.41, 0.4100001, 1 / 1024, -1 / 1024, 1.0, -0.5, 3.0, 1.7e308, -0.9999999999999999, 1e16]]
GAMMA_BORDERS = [(x,) for x in [5e-324, 1e-308, 1e-155, 0.25, 0.75, 1.25, 1.75, 2.75, 2.7499999, 10.0, 9.9999999, 12.0, 11.9999999, 0.5, 1.0, 2.0, 3.0,
                                0.9999999999999999, 1.0000000000000002, 1.9999999999999998, 2.0000000000000004, 1.4616321449683622, 1.4616321449683625, 1e15, 1e305, 0.4616321449683623]]
PAIR_BORDERS = [(3.0, 4.0), (1e200, 1e200), (1e-200, 1e-200), (5e-324, 5e-324), (1.0, 1e-8), (1e-8, 1.0), (1.7e308, 1.0), (1e-160, 1.0), (0.0, 2.0), (2.0, 0.0), (-1e-310, 3e-320)]


def reals(*values):
    return [(v,) for v in values]


def definition(f, sampler, borders=(), scaled=False):
    return f, sampler if isinstance(sampler, tuple) else (sampler,), list(borders), scaled


def sigmoid(x):
    return 1 / (1 + m.exp(-x))


FUNCTIONS = {
    "Square": definition(lambda x: x * x, magnitude(-150, 150)),
    "Reciprocal": definition(lambda x: 1 / x, magnitude(-300, 300)),
    "Sqrt": definition(m.sqrt, magnitude(-323, 308, False)),
    "Pow": definition(lambda x, y: m.power(x, y), (mixed(magnitude(-3, 3, False), near(1, 0.5)), mixed(uniform(-9, 9), magnitude(-10, 1))),
                      [(-2.0, 3.0), (0.5, 1074.0), (2.0, -1074.0), (10.0, 308.0), (1.0000000000000002, 1e17)]),
    "Hypot": definition(lambda x, y: m.sqrt(x * x + y * y), ANY_PAIR, PAIR_BORDERS),
    "Direction": definition(lambda x, y: x / m.sqrt(x * x + y * y), ANY_PAIR, PAIR_BORDERS),
    "HypotExcess": definition(lambda x, y: m.sqrt(x * x + y * y) - abs(y), ANY_PAIR, PAIR_BORDERS),
    "Exp": definition(m.exp, uniform(-745, 709), EXP_BORDERS),
    "Expm1": definition(lambda x: m.exp(x) - 1, REAL, EXP_BORDERS),
    "ScaledExp": definition(lambda x, y: x * m.exp(y), (mixed(magnitude(-5, 5), magnitude(-323, 308)), mixed(uniform(-30, 30), uniform(-1500, 1500))),
                            [(5e-324, 1400.0), (1e308, -1400.0), (1e-300, 1390.0), (-1.7e308, -1e-3), (3e-310, 0.1), (1.0, -745.0), (1.0, -1e300), (-1.0, 1e300)]),
    "ExpExcess": definition(lambda x: m.exp(x) - 1 - x, REAL, EXP_BORDERS),
    "Log": definition(m.log, POSITIVE),
    "Log1p": definition(lambda x: m.log(1 + x), ABOVE_MINUS_ONE, LOG_BORDERS),
    "LogExcess": definition(lambda x: m.log(1 + x) - x, ABOVE_MINUS_ONE, LOG_BORDERS),
    "Log1mExp": definition(lambda x: m.log(1 - m.exp(x)), mixed(uniform(-45, 0), lambda: -(10 ** RANDOM.uniform(-323, 3)), near(-LN2, 0.1)),
                           [b for b in EXP_BORDERS if b[0] < 0]),
    "XLogY": definition(lambda x, y: x * m.log(y), (REAL, POSITIVE), [(1e308, 5e-324), (5e-324, 7.0), (1e-308, 1.0000000000000002), (0.3, 0.9999999999999999)]),
    "XLog1pY": definition(lambda x, y: x * m.log(1 + y), (REAL, ABOVE_MINUS_ONE), [(1e308, 5e-324), (5e-324, 7.0), (1e-308, 1e-16), (0.3, -0.9999999999999999)]),
    "Sigmoid": definition(sigmoid, REAL, EXP_BORDERS),
    "LogisticDensity": definition(lambda x: sigmoid(x) * sigmoid(-x), REAL, EXP_BORDERS),
    "SigmoidResidual": definition(lambda x, y: sigmoid(x) - y, (REAL, PROBABILITY),
                                  [(700.0, 1.0), (-700.0, 0.0), (30.0, 1.0), (1e-9, 0.5), (1.0, 0.7310585786300049), (-50.0, 1.93e-22), (2.0, -3.0), (0.1, 1.7e308)]),
    "Softplus": definition(lambda x: m.log(1 + m.exp(x)), REAL, EXP_BORDERS),
    "SoftplusResidual": definition(lambda x, y: m.log(1 + m.exp(x)) - y * x, (REAL, PROBABILITY),
                                   [(700.0, 1.0), (-700.0, 0.0), (1e300, 0.5), (-1e300, 1e-300), (45.0, 1.0), (1.5, 1.1349422851953045), (2.0, -3.0), (5e-324, 0.3), (1e-300, 1.0)]),
    "Tanh": definition(lambda x: m.tanh(x), REAL, EXP_BORDERS),
    "LogCosh": definition(lambda x: m.log((m.exp(x) + m.exp(-x)) / 2), REAL, EXP_BORDERS),
    "Sin": definition(m.sin, ANGLE),
    "Cos": definition(m.cos, ANGLE),
    "Tan": definition(m.tan, ANGLE),
    "Asin": definition(m.asin, COSINE),
    "Acos": definition(m.acos, COSINE),
    "Atan": definition(m.atan, REAL),
    "Sinh": definition(m.sinh, mixed(magnitude(-300, 2), uniform(-5, 5), uniform(-710, 710)), reals(*SMALL, 1.0, 0.9999999999, 20.0, 709.0, 709.9, -710.4)),
    "Cosh": definition(m.cosh, mixed(magnitude(-300, 2), uniform(-5, 5), uniform(-710, 710)), reals(*SMALL, 1.0, 20.0, 709.0, 709.9, -710.4)),
    "Erf": definition(m.erf, mixed(uniform(-6, 6), magnitude(-323, 1)), reals(*SMALL, 1.0, 1.0000000000000002, -1.0, 5.9, 6.0)),
    "Erfc": definition(m.erfc, mixed(uniform(-6, 6), uniform(0, 27), magnitude(-20, 1)),
                       reals(0.46875, 0.4687500001, -0.46875, 1.0, 2.0, 4.0, 0.9999999999, 1.9999999999, 3.9999999999, 26.5, 27.0, 27.2, -6.0)),
    "LogGamma": definition(m.loggamma, GAMMA, GAMMA_BORDERS),
    "Digamma": definition(lambda x: m.psi(0, x), GAMMA, GAMMA_BORDERS),
    "Trigamma": definition(lambda x: m.psi(1, x), GAMMA, GAMMA_BORDERS),
    "Tetragamma": definition(lambda x: m.psi(2, x), mixed(magnitude(-100, 100, False), magnitude(-3, 3, False), uniform(0, 14)), GAMMA_BORDERS),
    "Exp2": definition(lambda x: m.power(2, x), uniform(-1074, 1024)),
    "Log2": definition(lambda x: m.log(x) / m.log(2), POSITIVE),
    "Log10": definition(lambda x: m.log(x) / m.log(10), POSITIVE),
    "LogSigmoid": definition(lambda x: -m.log(1 + m.exp(-x)), REAL, EXP_BORDERS),
    "Logit": definition(lambda p: m.log(p) - m.log(1 - p), mixed(uniform(0, 1), magnitude(-300, 0, False)), reals(0.5), scaled=True),
    "LogAddExp": definition(lambda a, b: m.log(m.exp(a) + m.exp(b)), (uniform(-30, 30), uniform(-30, 30)), [(1000.0, 1000.0), (-800.0, -801.0), (1.0, -1e300)], scaled=True),
    "NormalDensity": definition(lambda z: m.exp(-z * z / 2) / m.sqrt(2 * m.pi), uniform(-38, 38), scaled=True),
    "NormalCdf": definition(lambda z: m.erfc(-z / m.sqrt(2)) / 2, uniform(-37, 9), scaled=True),
    "Gaussian": definition(lambda x, s: m.exp(-(x / s) ** 2 / 2), (mixed(uniform(-9, 9), uniform(-38, 38)), mixed(uniform(0.5, 3), magnitude(-1, 3))),
                           [(1e-9, 1.0), (1.000001e-9, -1.0), (39.9999, 1.0), (3e-310, 1e-310), (-5e-324, 5e-324), (1.5e308, 1e308), (1e300, 7e299), (38.5, -1.0), (27.0, 0.71)]),
}


def scale(f, operands, value):
    """The greatest of |f| and |x·∂f/∂x|: what a relative error of one operand makes of the value."""
    result = abs(value)
    for n, x in enumerate(operands):
        partial = m.diff(f, tuple(mpf(v) for v in operands), tuple(int(k == n) for k in range(len(operands))))
        result = max(result, abs(x * partial))
    return result


def double(value):
    """float() of mpmath raises or rounds twice outside the normal range."""
    if abs(value) >= mpf(2) ** 1024 * (1 - mpf(2) ** -54):
        return math.copysign(math.inf, 1 if value > 0 else -1)
    if abs(value) < mpf(2) ** -1022:
        return int(m.nint(value * mpf(2) ** 1074)) * 5e-324
    return float(value)


for name, (f, samplers, borders, scaled) in FUNCTIONS.items():
    # The definitions cancel to the square of the smallest double; the gamma family does not, and is slow.
    mp.prec = 400 if name.endswith("amma") else 4600
    points = borders + [tuple(s() for s in samplers) for _ in range(max(0, COUNT - len(borders)))]
    for operands in points:
        value = f(*(mpf(x) for x in operands))
        hi = double(value)
        lo = 0.0 if math.isinf(hi) else double(value - mpf(hi))
        size = repr(double(scale(f, operands, value))) if scaled else ""
        print(";".join([name, " ".join(map(repr, operands)), repr(hi), repr(lo), size]).replace("inf", "Infinity"))
