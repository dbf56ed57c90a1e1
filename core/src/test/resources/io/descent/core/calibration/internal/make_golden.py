"""Writes golden.json, the numbers that GoldenTest compares with. Made with SciPy 1.17.1 and NumPy 2.4.6.

temperature: minimises sum(-w ln q_y) / sum(w) for q = softmax(ln(p) / T), p clipped to [2^-52, 1], by
scipy.optimize.minimize_scalar over ln T, then brentq on its derivative. log-loss clips q to [2^-52, 1 - 2^-52].
error: expected calibration error with 15 bins of equal mass: the examples of a confidence go to the bin
floor(15 (mass below + half their own mass) / mass of all).
"""

import json

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import log_softmax, softmax

EPS = 2.0**-52


def calibrated(p, temperature):
    return softmax(np.log(np.clip(p, EPS, 1)) / temperature, axis=1)


def objective(p, y, w, temperature):
    logs = log_softmax(np.log(np.clip(p, EPS, 1)) / temperature, axis=1)
    return -np.average(logs[np.arange(len(y)), y], weights=w)


def derivative(p, y, w, b):
    logs = np.log(np.clip(p, EPS, 1))
    q = softmax(b * logs, axis=1)
    return np.average((q * logs).sum(axis=1) - logs[np.arange(len(y)), y], weights=w)


def temperature_of(p, y, w):
    found = minimize_scalar(
        lambda t: objective(p, y, w, np.exp(t)), bounds=(np.log(0.05), np.log(20)), method="bounded",
        options={"xatol": 1e-8},
    )
    b = np.exp(-found.x)
    root = brentq(lambda b: derivative(p, y, w, b), b / 1.1, b * 1.1, xtol=1e-15, rtol=8.9e-16)
    assert abs(root / b - 1) < 1e-5
    return 1 / root


def log_loss(p, y, w):
    return -np.average(np.log(np.clip(p[np.arange(len(y)), y], EPS, 1 - EPS)), weights=w)


def error(p, y, w, bins=15):
    confidence = p.max(axis=1)
    right = p.argmax(axis=1) == y
    values, group = np.unique(confidence, return_inverse=True)
    mass = np.bincount(group, weights=w)
    below = np.concatenate([[0], np.cumsum(mass)[:-1]])
    bin_of = np.minimum(bins - 1, np.floor(bins * (below + mass / 2) / mass.sum()).astype(int))[group]
    gap = 0.0
    for b in range(bins):
        inside = bin_of == b
        gap += abs((w[inside] * (right[inside] - confidence[inside])).sum())
    return gap / w.sum()


def case(name, p, y, w=None):
    weights = np.ones(len(y)) if w is None else w
    t = temperature_of(p, y, weights)
    after = calibrated(p, t)
    return {
        "name": name,
        "probabilities": p.tolist(),
        "labels": y.tolist(),
        "weights": weights.tolist(),
        "temperature": t,
        "log-loss": [log_loss(p, y, weights), log_loss(after, y, weights)],
        "error": [error(p, y, weights), error(after, y, weights)],
    }


def sample(random, n, k, sharpness):
    """Labels that follow softmax(z), and the probabilities softmax(sharpness z)."""
    z = 1.5 * random.standard_normal((n, k))
    y = np.array([random.choice(k, p=row) for row in softmax(z, axis=1)])
    return softmax(sharpness * z, axis=1), y


def main():
    random = np.random.default_rng(7)
    cases = [case("too sure, three classes", *sample(random, 80, 3, 2.5))]
    p, y = sample(random, 90, 2, 1.8)
    cases.append(case("too sure, two classes with weights", p, y, random.integers(0, 4, 90) + 0.5))
    cases.append(case("too unsure, five classes", *sample(random, 100, 5, 0.4)))
    p, y = sample(random, 60, 3, 1.0)
    p[:5] = [1, 0, 0]
    y[:5] = [0, 0, 1, 0, 0]
    cases.append(case("probabilities of 0 and equal ones", p, y))
    with open("golden.json", "w") as file:
        json.dump({"cases": cases}, file, indent=1)
        file.write("\n")
    for each in cases:
        print(each["name"], each["temperature"], each["log-loss"], each["error"])


main()
