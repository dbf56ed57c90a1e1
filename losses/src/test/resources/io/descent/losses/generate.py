"""Writes the golden files of this folder: python3 generate.py. Needs mpmath."""

import json
import random

import mpmath
from mpmath import mp, mpf

mp.dps = 1500  # 1 - e^-1000 differs from 1
CLOSEST = 1e-7


def number(x):
    """The nearest double; 0 where that underflows."""
    return float(x) + 0.0


def sigmoid(z):
    return [1 / (1 + mp.exp(-v)) for v in z]


def softmax(z):
    total = sum(mp.exp(v) for v in z)
    return [mp.exp(v) / total for v in z]


def identity(z):
    return list(z)


def exponential(z):
    return [mp.exp(v) for v in z]


# The formulas, for one example: activations a, labels y, hyperparameters h.


def binary_cross_entropy(a, y, h):
    s = mpf(h["label-smoothing"])
    label = (1 - s) * y[0] + s / 2
    return -label * mp.log(a[0]) - (1 - label) * mp.log(1 - a[0])


def softmax_cross_entropy(a, y, h):
    s = mpf(h["label-smoothing"])
    return -sum(((1 - s) * y[k] + s / len(y)) * mp.log(a[k]) for k in range(len(y)))


def mean_squared_error(a, y, h):
    return sum((p - t) ** 2 for p, t in zip(a, y)) / len(y)


def mean_absolute_error(a, y, h):
    return sum(abs(p - t) for p, t in zip(a, y)) / len(y)


def huber(a, y, h):
    delta = mpf(h["delta"])
    total = mpf(0)
    for p, t in zip(a, y):
        e = abs(p - t)
        total += e * e / 2 if e <= delta else delta * (e - delta / 2)
    return total / len(y)


def quantile(a, y, h):
    total = mpf(0)
    for level, p in zip(h["levels"], a):
        q = mpf(level)
        total += q * (y[0] - p) if y[0] >= p else (1 - q) * (p - y[0])
    return total / len(a)


def poisson(a, y, h):
    return sum(p - t * mp.log(p) for p, t in zip(a, y)) / len(y)


def focal(a, y, h):
    gamma = mpf(h["gamma"])
    alpha = mpf(h["alpha"])
    if len(y) == 1:
        p = a[0] if y[0] == 1 else 1 - a[0]
        weight = 1 if alpha == 0 else (alpha if y[0] == 1 else 1 - alpha)
    else:
        p = sum(t * v for t, v in zip(y, a))
        weight = 1
    return -weight * mp.power(1 - p, gamma) * mp.log(p)


def derivative(f, x, j):
    return mp.diff(lambda t: f(x[:j] + [t] + x[j + 1 :]), x[j])


def case(about, loss, h, z, a, y, activation=None):
    """From z with an activation, else from a; rows of doubles. Bounded where the loss moves a into its range."""
    costs, gradient, activations = [], [], []
    for row, label in zip(z if activation else a, y):
        x = [mpf(v) for v in row]
        t = [mpf(v) for v in label]
        if activation:
            f = lambda v: loss(activation(v), t, h)
            activations.append([number(v) for v in activation(x)])
        else:
            if loss in (binary_cross_entropy, softmax_cross_entropy, focal):
                x = [mpf(min(max(v, CLOSEST), 1 - CLOSEST)) for v in row]
            if loss is poisson:
                x = [mpf(max(v, CLOSEST)) for v in row]
            f = lambda v: loss(v, t, h)
        costs.append(number(f(x)))
        gradient.append([number(derivative(f, x, j)) for j in range(len(x))])
    given = {"about": about, **h}
    if activation:
        given["z"] = z
    given["a"] = activations if activation else a
    return {**given, "y": y, "costs": costs, "gradient": gradient}


def write(name, about, cases):
    with open(name + ".json", "w") as file:
        lines = ",\n  ".join(json.dumps(c) for c in cases)
        file.write(
            '{\n "about": %s,\n "generator": "mpmath %s",\n "cases": [\n  %s\n ]\n}\n'
            % (json.dumps(about), mpmath.__version__, lines)
        )


def normal(seed, rows, columns, scale=1.0, shift=0.0):
    r = random.Random(seed)
    return [[round(r.gauss(shift, scale), 6) for _ in range(columns)] for _ in range(rows)]


def bits(seed, rows):
    r = random.Random(seed)
    return [[float(r.randrange(2))] for _ in range(rows)]


def one_hot(seed, rows, columns):
    r = random.Random(seed)
    result = []
    for _ in range(rows):
        row = [0.0] * columns
        row[r.randrange(columns)] = 1.0
        result.append(row)
    return result


def probabilities(seed, rows, columns):
    r = random.Random(seed)
    return [[round(r.uniform(0.02, 0.98), 6) for _ in range(columns)] for _ in range(rows)]


EXTREME = [[1000.0], [1000.0], [-1000.0], [-1000.0], [40.0], [-40.0], [710.0], [0.0]]
EXTREME_Y = [[1.0], [0.0], [1.0], [0.0], [1.0], [1.0], [0.0], [1.0]]
SATURATED = [[0.0], [1.0], [1.0], [0.0], [1e-9], [0.25], [0.9999]]
SATURATED_Y = [[0.0], [1.0], [0.0], [1.0], [1.0], [1.0], [0.0]]
EXTREMES = [
    [1000.0, -1000.0, 0.0],
    [-1000.0, 1000.0, 1000.0],
    [1000.0, 1000.0, 1000.0],
    [-1000.0, -999.0, -998.0],
    [1000.0, 0.0, -1000.0],
    [3.0, 0.0, -2.0],
]
EXTREMES_Y = [[0.0, 1.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
SATURATEDS = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.2, 0.3, 0.5], [1e-9, 0.4, 0.6]]
SATURATEDS_Y = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
MILLION = [[1e6, -1e6], [1e6, 1e6], [-1e6, 0.5]]
MILLION_A = [[0.25, 0.5], [999999.5, 1000001.75], [1e6, -1e6]]


def cross_entropies():
    cases = []
    for s in (0.0, 0.1):
        h = {"label-smoothing": s}
        f = binary_cross_entropy
        cases += [
            case("from z", f, h, normal(1, 6, 1, 2), None, bits(2, 6), sigmoid),
            case("from z, one example", f, h, [[-0.75]], None, [[1.0]], sigmoid),
            case("from z, logits up to 1000", f, h, EXTREME, None, EXTREME_Y, sigmoid),
            case("from a", f, h, None, probabilities(3, 6, 1), bits(4, 6)),
            case("from a, saturated", f, h, None, SATURATED, SATURATED_Y),
        ]
    write("binary-cross-entropy", "binary cross-entropy", cases)
    cases = []
    for s in (0.0, 0.1, 0.3):
        h = {"label-smoothing": s}
        f = softmax_cross_entropy
        cases += [
            case("from z, 3 classes", f, h, normal(5, 4, 3, 2), None, one_hot(6, 4, 3), softmax),
            case("from z, 10 classes", f, h, normal(7, 3, 10, 3), None, one_hot(8, 3, 10), softmax),
            case("from z, 2 classes", f, h, normal(9, 5, 2, 2), None, one_hot(10, 5, 2), softmax),
            case("from z, logits up to 1000", f, h, EXTREMES, None, EXTREMES_Y, softmax),
            case("from a", f, h, None, probabilities(11, 4, 4), one_hot(12, 4, 4)),
            case("from a, saturated", f, h, None, SATURATEDS, SATURATEDS_Y),
        ]
    write("softmax-cross-entropy", "softmax cross-entropy", cases)


def errors(f, h):
    return [
        case("from z", f, h, normal(13, 6, 1, 2), None, normal(14, 6, 1, 2), identity),
        case("from z, 3 values", f, h, normal(15, 4, 3, 2), None, normal(16, 4, 3, 2), identity),
        case("from z, labels up to a million", f, h, MILLION_A, None, MILLION, identity),
        case("from a", f, h, None, normal(17, 5, 2, 2), normal(18, 5, 2, 2)),
        case("from a, labels up to a million", f, h, None, MILLION_A, MILLION),
    ]


def values():
    h = {}
    classes = [
        case("from a, 2 classes", mean_squared_error, h, None, probabilities(19, 5, 1), bits(20, 5)),
        case("from a, 4 classes", mean_squared_error, h, None, probabilities(21, 3, 4), one_hot(22, 3, 4)),
    ]
    write("mean-squared-error", "mean squared error", errors(mean_squared_error, h) + classes)
    write("mean-absolute-error", "mean absolute error", errors(mean_absolute_error, h))
    write("huber", "Huber loss", [c for d in (1.0, 0.25, 10.0) for c in errors(huber, {"delta": d})])
    cases = []
    for levels in ([0.5], [0.05]):
        h = {"levels": levels}
        cases += [
            case("from z", quantile, h, normal(23, 6, 1, 2), None, normal(24, 6, 1, 2), identity),
            case("from z, labels of a million", quantile, h, [[3.5], [1e6]], None, [[1e6], [-1e6]], identity),
            case("from a", quantile, h, None, normal(25, 6, 1, 2), normal(26, 6, 1, 2)),
        ]
    for levels in ([0.1, 0.5, 0.9], [0.25, 0.75]):
        h = {"levels": levels}
        n = len(levels)
        cases += [
            case("from a, several levels", quantile, h, None, normal(27, 5, n, 2), normal(28, 5, 1, 2)),
            case("from a, labels of a million", quantile, h, None, [[-1.0, 2.0, 1e7][:n]] * 2, [[1e6], [-1e6]]),
        ]
    write("quantile", "quantile loss", cases)
    counts = [[0.0], [3.0], [1.0], [12.0], [1.0], [0.0]]
    pairs = [[0.0, 2.0], [5.0, 1.0], [7.0, 0.0]]
    h = {}
    write(
        "poisson",
        "Poisson loss",
        [
            case("from z", poisson, h, normal(29, 6, 1, 1.5, 0.5), None, counts, exponential),
            case("from z, 2 values", poisson, h, normal(30, 3, 2), None, pairs, exponential),
            case(
                "from z, labels of a million",
                poisson,
                h,
                [[13.8], [0.5], [14.25], [-3.0]],
                None,
                [[1e6], [1e6], [1e6], [0.0]],
                exponential,
            ),
            case("from z, very small", poisson, h, [[-1000.0], [-1000.0], [-40.0]], None, [[0.0], [3.0], [1.0]], exponential),
            case("from z, very large", poisson, h, [[700.0], [300.0]], None, [[1e6], [2.0]], exponential),
            case("from a", poisson, h, None, [[0.5], [2.25], [1.0], [11.5], [3.0], [0.125]], counts),
            case("from a, 2 values", poisson, h, None, [[0.5, 1.5], [4.0, 2.0], [0.75, 0.1]], pairs),
            case("from a, zero and a million", poisson, h, None, [[0.0], [0.0], [1e6], [2.5]], [[0.0], [2.0], [1e6], [1e6]]),
        ],
    )


def focals():
    cases = []
    for gamma, alpha in ((2.0, 0.0), (0.0, 0.0), (0.5, 0.25), (2.0, 0.25), (5.0, 0.75)):
        h = {"gamma": gamma, "alpha": alpha}
        cases += [
            case("from z, 2 classes", focal, h, normal(31, 6, 1, 2), None, bits(32, 6), sigmoid),
            case("from z, 2 classes, logits up to 1000", focal, h, EXTREME, None, EXTREME_Y, sigmoid),
            case("from a, 2 classes", focal, h, None, probabilities(33, 6, 1), bits(34, 6)),
            case("from a, 2 classes, saturated", focal, h, None, SATURATED, SATURATED_Y),
        ]
    for gamma in (2.0, 0.0, 0.5, 5.0):
        h = {"gamma": gamma, "alpha": 0.0}
        cases += [
            case("from z, 3 classes", focal, h, normal(35, 5, 3, 2), None, one_hot(36, 5, 3), softmax),
            case("from z, 10 classes", focal, h, normal(37, 3, 10, 2), None, one_hot(38, 3, 10), softmax),
            case("from z, 3 classes, logits up to 1000", focal, h, EXTREMES, None, EXTREMES_Y, softmax),
            case("from a, 4 classes", focal, h, None, probabilities(39, 4, 4), one_hot(40, 4, 4)),
            case("from a, 3 classes, saturated", focal, h, None, SATURATEDS, SATURATEDS_Y),
        ]
    write("focal", "focal loss", cases)


cross_entropies()
values()
focals()
