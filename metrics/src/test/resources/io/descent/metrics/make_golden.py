"""Writes classes.json and values.json, the numbers that GoldenTest compares with. See README.md."""

import json
import warnings

import numpy as np
import sklearn
import sklearn.metrics as sk
from sklearn.exceptions import UndefinedMetricWarning

SOURCE = f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}; made by make_golden.py"


def defined(call, *args, **options):
    """The number of a call; None where scikit-learn raises, warns that it is undefined, or returns NaN."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", UndefinedMetricWarning)
        try:
            value = float(call(*args, **options))
        except (UndefinedMetricWarning, ValueError, ZeroDivisionError):
            return None
    return value if np.isfinite(value) else None


def mean_of_defined(values):
    values = [value for value in values if value is not None]
    return float(np.mean(values)) if values else None


def calibration_error(y, predicted, p, w, bins):
    """Guo et al. 2017, equation 3, with weights: every mean and every share is weighted."""
    confidence = p[np.arange(len(y)), predicted]
    bin_of = np.digitize(confidence, np.arange(1, bins) / bins, right=True)
    error = 0.0
    for m in range(bins):
        inside = bin_of == m
        if w[inside].sum() > 0:
            accuracy = np.average(predicted[inside] == y[inside], weights=w[inside])
            error += w[inside].sum() / w.sum() * abs(accuracy - np.average(confidence[inside], weights=w[inside]))
    return float(error)


def of_classes(y, p, w):
    k = p.shape[1]
    labels = list(range(k))
    predicted = np.argmax(p, axis=1) if k > 2 else (p[:, 1] > 0.5).astype(int)
    weighted = w.sum() > 0
    options = dict(sample_weight=w)
    expected = {
        "accuracy": defined(sk.accuracy_score, y, predicted, **options),
        "balanced-accuracy": defined(sk.balanced_accuracy_score, y, predicted, **options),
    }
    scores = {"precision": sk.precision_score, "recall": sk.recall_score, "f1": sk.f1_score}
    for name, score in scores.items():
        options = dict(sample_weight=w, zero_division=np.nan)
        for average in ["macro", "micro", "weighted"]:
            expected[f"{name} {average}"] = defined(score, y, predicted, labels=labels, average=average, **options)
        if k == 2:  # the mean over one class
            expected[name] = defined(score, y, predicted, labels=[1], average="macro", **options)
            expected[f"{name} of first"] = defined(score, y, predicted, labels=[0], average="macro", **options)
        else:
            expected[name] = expected[f"{name} macro"]
    remaining = [w[y == c].sum() for c in labels if w[predicted == c].sum() > 0]
    if sum(remaining) == 0:  # scikit-learn falls back to the plain mean
        expected["precision weighted"] = None

    def one_against_rest(score, c):
        positive = w[y == c].sum()
        if positive == 0 or (score == sk.roc_auc_score and positive == w.sum()):
            return None
        return defined(score, y == c, p[:, c], sample_weight=w)

    for name, score in {"auc": sk.roc_auc_score, "average-precision": sk.average_precision_score}.items():
        each = [one_against_rest(score, c) for c in labels]
        expected[name] = each[1] if k == 2 else mean_of_defined(each)
        if k == 2 and name == "average-precision":
            expected[f"{name} of first"] = each[0]
        elif k > 2 and None not in each and np.allclose(p.sum(axis=1), 1):
            options = dict(multi_class="ovr") if name == "auc" else {}
            whole = score(y, p, sample_weight=w, average="macro", **options)
            assert np.isclose(whole, expected[name], rtol=1e-13, atol=0)
    present = [set(values[w > 0]) for values in (y, predicted)]
    expected |= {
        "log-loss": defined(sk.log_loss, y, p, labels=labels, sample_weight=w) if weighted else None,
        "brier": (
            defined(sk.brier_score_loss, y, p[:, 1], pos_label=1, sample_weight=w)
            if k == 2
            else defined(sk.brier_score_loss, y, p, labels=labels, sample_weight=w)
        ),
        "matthews": (
            defined(sk.matthews_corrcoef, y, predicted, sample_weight=w) if min(map(len, present)) > 1 else None
        ),
    }
    for bins in [1, 10, 15]:
        expected[f"expected-calibration-error {bins}"] = (
            calibration_error(y, predicted, p, w, bins) if weighted else None
        )
    for top in [1, 2, 3, 5]:
        if top >= k:  # 1, with a warning
            expected[f"top-k {top}"] = 1.0 if weighted else None
        elif k == 2:
            expected[f"top-k {top}"] = defined(sk.top_k_accuracy_score, y, p[:, 1], k=top, sample_weight=w, labels=labels)
        else:  # with the classes in reverse, the first of equally probable classes wins
            expected[f"top-k {top}"] = defined(
                sk.top_k_accuracy_score, k - 1 - y, p[:, ::-1], k=top, sample_weight=w, labels=labels
            )
    return expected


def of_values(y, outputs, w):
    v = outputs[:, (outputs.shape[1] - 1) // 2]
    options = dict(sample_weight=w)
    constant = len(set(y[w > 0])) < 2
    zero = (y[w > 0] == 0).any()
    expected = {
        "rmse": defined(sk.root_mean_squared_error, y, v, **options),
        "mae": defined(sk.mean_absolute_error, y, v, **options),
        "mape": None if zero else defined(sk.mean_absolute_percentage_error, y, v, **options),
        "r2": None if constant else defined(sk.r2_score, y, v, **options),
        "median-absolute-error": defined(sk.median_absolute_error, y, v, **options),
        "explained-variance": None if constant else defined(sk.explained_variance_score, y, v, **options),
    }
    for levels in [[0.5], [0.9], [0.1, 0.5, 0.9]]:
        own = len(levels) > 1 and outputs.shape[1] == len(levels)
        each = [
            defined(sk.mean_pinball_loss, y, outputs[:, i] if own else v, alpha=alpha, **options)
            for i, alpha in enumerate(levels)
        ]
        expected["pinball " + " ".join(map(str, levels))] = None if None in each else float(np.mean(each))
    return expected


def case(name, data, w, expected):
    numbers = {key: np.asarray(values).tolist() for key, values in data.items()}
    weights = {} if (w == 1).all() else {"weights": w.tolist()}
    return {"name": name, **numbers, **weights, "expected": expected}


def classes():
    random = np.random.default_rng(17)
    cases = []

    def probabilities(n, k, parts, y=None):
        """Multiples of 1 / parts, so that there are ties and few digits; they lean towards the labels."""
        p = random.dirichlet(np.full(k, 0.8), n)
        if y is not None:
            p = 0.6 * p + 0.4 * np.eye(k)[y]
        counts = np.floor(p * parts).astype(int)
        counts[np.arange(n), p.argmax(axis=1)] += parts - counts.sum(axis=1)
        return counts / parts

    def add(name, y, p, w=None):
        y = np.asarray(y)
        p = np.asarray(p, dtype=float)
        w = np.ones(len(y)) if w is None else np.asarray(w, dtype=float)
        if p.ndim == 1:
            p = np.column_stack([1 - p, p])
        data = {"classes": p.shape[1], "labels": y, "probabilities": p[:, 1] if p.shape[1] == 2 else p}
        cases.append(case(name, data, w, of_classes(y, p, w)))

    def weights(n, zeros=0.0):
        return np.where(random.random(n) < zeros, 0, np.round(random.gamma(1.5, 1.0, n) + 0.01, 2))

    def labels(n, k):
        return random.integers(0, k, n)

    y = labels(12, 2)
    add("two classes", y, probabilities(12, 2, 1000, y))
    y = labels(40, 2)
    add("two classes, ties", y, probabilities(40, 2, 10, y))
    add("two classes, ties, weights", y, probabilities(40, 2, 10, y), weights(40))
    y = labels(60, 2)
    add("two classes, ties, weights of 0 among others", y, probabilities(60, 2, 5, y), weights(60, 0.4))
    add("two classes, worse than chance", y, probabilities(60, 2, 100, 1 - y), weights(60))
    add("two classes, only the second in labels", np.ones(9, int), probabilities(9, 2, 10))
    add("two classes, only the first in labels", np.zeros(9, int), probabilities(9, 2, 10), weights(9))
    add("two classes, only the first predicted", labels(15, 2), random.integers(0, 50, 15) / 100)
    add("two classes, only the second predicted", labels(15, 2), random.integers(51, 100, 15) / 100, weights(15))
    add("two classes, one example, right", [1], [0.75])
    add("two classes, one example, wrong", [0], [0.75], [0.3])
    add("two classes, all probabilities equal", labels(11, 2), np.full(11, 0.5), weights(11))
    add("two classes, probabilities of 0 and 1", [0, 1, 1, 0, 1, 0], [0, 1, 0, 1, 0.4, 0.6])
    add("two classes, certain and right", [0, 1, 1, 0], [0, 1, 1, 0])
    add("two classes, certain and wrong", [0, 1, 1, 0], [1, 0, 0, 1], [1, 2, 0.5, 3])
    add("two classes, no weight", [0, 1, 1], [0.2, 0.9, 0.4], [0, 0, 0])
    add("two classes, the second without weight", [0, 1, 0, 1], [0.2, 0.9, 0.7, 0.4], [1, 0, 2.5, 0])
    y = labels(2000, 2)
    add("two classes, 2000 examples", y, probabilities(2000, 2, 1000, y), weights(2000, 0.05))

    y = labels(30, 3)
    add("three classes", y, probabilities(30, 3, 1000, y))
    add("three classes, ties, weights", y, probabilities(30, 3, 10, y), weights(30, 0.2))
    add("three classes, ties everywhere", labels(25, 3), probabilities(25, 3, 3))
    y = random.choice([0, 2], 20)
    add("three classes, one absent in labels", y, probabilities(20, 3, 10, y), weights(20))
    p = probabilities(20, 3, 100)
    p[:, 0] += p[:, 1]
    p[:, 1] = 0
    add("three classes, one absent in predictions", labels(20, 3), p)
    add("three classes, one absent in both", random.choice([0, 2], 20), p, weights(20))
    add("three classes, one example", [2], [[0.25, 0.5, 0.25]])
    add("three classes, one in labels, another predicted", [1] * 6, [[0.5, 0.25, 0.25]] * 6, weights(6))
    add("three classes, one in labels and predicted", [1] * 6, [[0.25, 0.5, 0.25]] * 6)
    add("three classes, probabilities of 0 and 1", labels(16, 3), np.eye(3)[labels(16, 3)], weights(16))
    add("three classes, certain and right", [0, 1, 2, 1], np.eye(3)[[0, 1, 2, 1]])
    add("three classes, no weight", [0, 1, 2], np.eye(3), [0, 0, 0])
    y = labels(2000, 3)
    add("three classes, 2000 examples", y, probabilities(2000, 3, 1000, y), weights(2000, 0.05))
    y = labels(200, 10)
    add("ten classes, weights", y, probabilities(200, 10, 100, y), weights(200))
    y = random.choice([0, 3, 4, 9], 80)
    add("ten classes, most absent in labels", y, probabilities(80, 10, 20, y), weights(80, 0.3))
    add("ten classes, ties", labels(60, 10), probabilities(60, 10, 4))
    y = labels(100, 10)
    add("ten classes", y, probabilities(100, 10, 1000, y))
    add("ten classes, random", labels(100, 10), probabilities(100, 10, 100), weights(100, 0.1))
    p = probabilities(50, 10, 20)
    p[:, 0] += p[:, 5]
    p[:, 5] = 0
    add("ten classes, one absent in predictions", labels(50, 10), p, weights(50))
    add("ten classes, one in labels", np.full(12, 7), probabilities(12, 10, 20), weights(12))
    add("ten classes, one example", [4], probabilities(1, 10, 20))
    add("ten classes, probabilities of 0 and 1", labels(30, 10), np.eye(10)[labels(30, 10)], weights(30))
    y = labels(150, 10)
    add("ten classes, many ties and weights of 0", y, probabilities(150, 10, 6, y), weights(150, 0.5))
    return cases


def values():
    random = np.random.default_rng(18)
    cases = []

    def add(name, y, outputs, w=None):
        y = np.asarray(y, dtype=float)
        outputs = np.asarray(outputs, dtype=float)
        w = np.ones(len(y)) if w is None else np.asarray(w, dtype=float)
        outputs = outputs.reshape(len(y), -1)
        data = {"labels": y, "outputs": outputs[:, 0] if outputs.shape[1] == 1 else outputs}
        cases.append(case(name, data, w, of_values(y, outputs, w)))

    def some(n, digits=2, scale=10.0, noise=3.0):
        y = np.round(random.normal(0, scale, n), digits)
        y[y == 0] = 1
        return y, np.round(y + random.normal(0, noise, n), digits)

    def weights(n, zeros=0.0):
        return np.where(random.random(n) < zeros, 0, np.round(random.gamma(1.5, 1.0, n) + 0.01, 2))

    add("ten examples", *some(10))
    add("eleven examples, weights", *some(11), weights(11))
    add("weights of 0 among others", *some(40), weights(40, 0.4))
    add("whole numbers, ties", *some(30, 0), weights(30))
    add("whole numbers, ties, unit weights", *some(30, 0))
    add("worse than the mean", *some(25, noise=30))
    add("one example", [3], [2.5], [0.3])
    add("two examples", [3, -1], [2.5, 0.5])
    add("one example with weight", [3, 4, 5], [2.5, 4.5, 7], [0, 2, 0])
    add("equal labels", [0.1] * 3, [0.1, 0.2, 0.4])
    add("equal labels among those with weight", [0.7, 0.7, 5, 0.7], [0.1, 0.2, 0.4, 1], [0.1, 0.2, 0, 0.3])
    add("a label of 0", [1, 0, -2, 3], [1.5, 0.5, -2, 2])
    add("a label of 0 without weight", [1, 0, -2, 3], [1.5, 0.5, -2, 2], [1, 0, 2, 0.5])
    add("exact predictions", [1, 2, 4], [1, 2, 4], [1, 0.5, 3])
    add("predictions with an offset", [1, 2, 4, 8], [2.5, 3.5, 5.5, 9.5])
    add("large values", *some(50, 0, 1e6, 1e5), weights(50))
    add("small values", *some(50, 9, 1e-4, 1e-5), weights(50))
    add("a weight that splits exactly in half", [1, 2, 3], [1.5, 3.5, 7], [0.1, 0.2, 0.3])
    add("half, then errors without weight", [1, 2, 3, 4, 5], [2, 4, 6, 8, 10], [1, 1, 0, 0, 2])
    add("no weight", [1, 2, 3], [1, 2, 4], [0, 0, 0])
    add("2000 examples", *some(2000), weights(2000, 0.05))
    y, middle = some(40)
    spread = np.round(random.gamma(2, 2, (40, 2)), 2)
    add("three outputs", y, np.column_stack([middle - spread[:, 0], middle, middle + spread[:, 1]]), weights(40, 0.1))
    return cases


def write(name, cases):
    with open(name, "w", encoding="ascii") as file:
        lines = ",\n".join("  " + json.dumps(one) for one in cases)
        file.write(f'{{"source": {json.dumps(SOURCE)}, "cases": [\n{lines}\n]}}\n')


write("classes.json", classes())
write("values.json", values())
