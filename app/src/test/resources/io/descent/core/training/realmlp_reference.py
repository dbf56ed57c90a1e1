"""Writes realmlp.json: ten steps of RealMLP-TD on a tiny table, in float64, with NumPy alone.

Written from the formulas of Holzmueller, Grinsztajn and Steinwart 2024 (arXiv:2407.04491), without the authors' code
and without Descent. Gradients are derived by hand and compared with finite differences before anything is written.

    python3 realmlp_reference.py > realmlp.json
"""

import json
import sys

import numpy as np

EXAMPLES, BATCH, EPOCHS, STEPS = 24, 8, 4, 10
TOTAL = EPOCHS * EXAMPLES // BATCH  # 12 steps, of which the first ten are made
FREQUENCIES, FEATURES = 4, 3
PERIODIC = [True, False, True, False, True]  # by dense input
CATEGORIES, EMBEDDING = 5, 2
HIDDEN = [4, 4, 4]
BETA1, BETA2, EPSILON = 0.9, 0.95, 1e-8
CYCLES, DECAY = 4, 0.02

SELU_ALPHA, SELU_LAMBDA = 1.6732632423543772, 1.0507009873554805


def selu(z):
    e = np.exp(np.minimum(z, 0))
    value = SELU_LAMBDA * np.where(z > 0, z, SELU_ALPHA * (e - 1))
    return value, SELU_LAMBDA * np.where(z > 0, 1, SELU_ALPHA * e)


def mish(z):
    softplus = np.log1p(np.exp(-np.abs(z))) + np.maximum(z, 0)
    t = np.tanh(softplus)
    return z * t, t + z * (1 - t * t) / (1 + np.exp(-z))


def width():
    return sum(1 + FEATURES if periodic else 1 for periodic in PERIODIC) + EMBEDDING


def expand(parameters, dense, categories):
    """The columns before scaling: every dense input in order, then the embedding."""
    columns, cosines, number = [], [], 0
    for i, periodic in enumerate(PERIODIC):
        x = dense[:, i]
        columns.append(x[:, None])
        if periodic:
            angle = 2 * np.pi * np.outer(x, parameters["periodic.frequency"][number])
            angle += parameters["periodic.phase"][number]
            cosines.append((x, angle))
            columns.append(
                np.cos(angle) @ parameters["periodic.weight"][number].T + parameters["periodic.bias"][number]
            )
            number += 1
    columns.append(parameters["embedding"][categories])
    return np.concatenate(columns, axis=1), cosines


def forward(case, parameters, dense, categories):
    expanded, cosines = expand(parameters, dense, categories)
    x = expanded * parameters["scale"]
    trace = []
    for layer in range(1, len(HIDDEN) + 2):
        w = parameters[f"dense-{layer}.weight"]
        z = x @ w.T / np.sqrt(w.shape[1]) + parameters[f"dense-{layer}.bias"]
        if layer <= len(HIDDEN):
            g, slope = case["g"](z)
            alpha = parameters[f"dense-{layer}.alpha"]
            trace.append((x, z, g, slope))
            x = z + alpha * (g - z)
        else:
            trace.append((x, z, None, None))
    return z, expanded, cosines, trace


def cost(case, z, y):
    """The mean over rows, and its derivative with respect to z."""
    n = len(y)
    if case["loss"] == "mean-squared-error":
        error = z[:, 0] - y
        return np.mean(error**2), 2 * error[:, None] / n
    classes = z.shape[1]
    label = (1 - case["label-smoothing"]) * np.eye(classes)[y] + case["label-smoothing"] / classes
    d = z - z.max(axis=1, keepdims=True)
    log_p = d - np.log(np.exp(d).sum(axis=1, keepdims=True))
    return -np.sum(label * log_p) / n, (np.exp(log_p) - label) / n


def value(case, parameters, dense, categories, y):
    return cost(case, forward(case, parameters, dense, categories)[0], y)[0]


def gradients(case, parameters, dense, categories, y):
    z, expanded, cosines, trace = forward(case, parameters, dense, categories)
    found = {name: np.zeros_like(p) for name, p in parameters.items()}
    value, dz = cost(case, z, y)
    for layer in range(len(HIDDEN) + 1, 0, -1):
        x, z_, g, slope = trace[layer - 1]
        if g is not None:
            da = dz  # the gradient with respect to the activations of this layer
            alpha = parameters[f"dense-{layer}.alpha"]
            found[f"dense-{layer}.alpha"] = np.sum(da * (g - z_), axis=0)
            dz = da * (1 - alpha + alpha * slope)
        w = parameters[f"dense-{layer}.weight"]
        root = np.sqrt(w.shape[1])
        found[f"dense-{layer}.weight"] = dz.T @ x / root
        found[f"dense-{layer}.bias"] = dz.sum(axis=0)
        dz = dz @ w / root
    found["scale"] = np.sum(dz * expanded, axis=0)
    dz = dz * parameters["scale"]
    column, number = 0, 0
    for periodic in PERIODIC:
        column += 1  # x itself has no parameters
        if periodic:
            dp = dz[:, column : column + FEATURES]
            column += FEATURES
            x, angle = cosines[number]
            found["periodic.bias"][number] = dp.sum(axis=0)
            found["periodic.weight"][number] = dp.T @ np.cos(angle)
            dangle = -np.sin(angle) * (dp @ parameters["periodic.weight"][number])
            found["periodic.phase"][number] = dangle.sum(axis=0)
            found["periodic.frequency"][number] = 2 * np.pi * (dangle * x[:, None]).sum(axis=0)
            number += 1
    np.add.at(found["embedding"], categories, dz[:, column:])
    return value, found


def require_gradients(case, parameters, *batch):
    """Compares every derivative with central differences, extrapolated (Richardson 1911)."""
    found = gradients(case, parameters, *batch)[1]
    for name, p in parameters.items():
        for index in np.ndindex(p.shape):
            def slope(h):
                kept = p[index]
                p[index] = kept + h
                above = value(case, parameters, *batch)
                p[index] = kept - h
                below = value(case, parameters, *batch)
                p[index] = kept
                return (above - below) / (2 * h)

            difference = (4 * slope(1e-4) - slope(2e-4)) / 3
            if abs(difference - found[name][index]) > 2e-9 * max(1, abs(difference)):
                sys.exit(f"{case['name']}: {name}{index}: {found[name][index]} but differences give {difference}")


def group(name):
    return name.split(".")[0] if "dense" not in name else name.split(".")[1]


FACTORS = {"weight": 1, "bias": 0.1, "alpha": 0.1, "scale": 6, "periodic": 0.1, "embedding": 1}
DECAYED = {"weight", "scale", "periodic", "embedding"}


def coslog(t):
    return (1 - np.cos(2 * np.pi * np.log2(1 + (2**CYCLES - 1) * t))) / 2


def flat_cosine(t):
    return 1.0 if t <= 0.5 else (1 + np.cos(np.pi * (2 * t - 1))) / 2


def initial(random, outputs):
    numbers = sum(PERIODIC)
    parameters = {
        "periodic.frequency": random.normal(0, 0.3, (numbers, FREQUENCIES)),
        "periodic.phase": random.uniform(-np.pi, np.pi, (numbers, FREQUENCIES)),
        "periodic.weight": random.uniform(-0.5, 0.5, (numbers, FEATURES, FREQUENCIES)),
        "periodic.bias": random.uniform(-0.5, 0.5, (numbers, FEATURES)),
        "embedding": random.normal(0, 1, (CATEGORIES, EMBEDDING)),
        "scale": np.ones(width()),
    }
    inputs = width()
    for layer, units in enumerate(HIDDEN + [outputs], 1):
        parameters[f"dense-{layer}.weight"] = random.normal(0, 1, (units, inputs))
        parameters[f"dense-{layer}.bias"] = random.normal(0, 0.5, units)
        if layer <= len(HIDDEN):
            parameters[f"dense-{layer}.alpha"] = np.ones(units)
        inputs = units
    return parameters


def listed(parameters):
    return {name: p.tolist() for name, p in parameters.items()}


def run(case, seed):
    random = np.random.Generator(np.random.PCG64(seed))
    dense = random.normal(0, 1, (EXAMPLES, len(PERIODIC)))
    dense /= np.sqrt(1 + (dense / 3) ** 2)  # the smooth clip of RealMLP
    dense[:, 1] = random.integers(0, 2, EXAMPLES)
    dense[:, 3] = random.integers(0, 2, EXAMPLES) * 2 - 1
    categories = random.integers(0, CATEGORIES, EXAMPLES)
    signal = np.sin(2 * dense[:, 0]) + dense[:, 2] * dense[:, 1] + 0.5 * (categories == 2) - 0.3 * dense[:, 3]
    if case["loss"] == "mean-squared-error":
        labels = (signal - signal.mean()) / signal.std()
        outputs = 1
    else:
        labels = np.searchsorted(np.quantile(signal, [1 / 3, 2 / 3]), signal)
        outputs = 3
    parameters = initial(random, outputs)
    start = {name: p.copy() for name, p in parameters.items()}
    m = {name: np.zeros_like(p) for name, p in parameters.items()}
    v = {name: np.zeros_like(p) for name, p in parameters.items()}
    orders, costs, rates, decays, first = [], [], [], [], None
    for step in range(STEPS):
        if step * BATCH % EXAMPLES == 0:
            permutation = random.permutation(EXAMPLES)
        at = step * BATCH % EXAMPLES
        rows = permutation[at : at + BATCH]
        batch = dense[rows], categories[rows], labels[rows]
        if step in (0, STEPS - 1):
            require_gradients(case, parameters, *batch)
        before, g = gradients(case, parameters, *batch)
        if first is None:
            z, expanded, _, _ = forward(case, parameters, *batch[:2])
            first = {"expanded": expanded.tolist(), "outputs": z.tolist(), "gradients": listed(g)}
        t = step / TOTAL
        rate = case["learning-rate"] * coslog(t)
        decay = DECAY * flat_cosine(t)
        orders.append(rows.tolist())
        costs.append(before)
        rates.append(rate)
        decays.append(decay)
        for name, p in parameters.items():
            m[name] = BETA1 * m[name] + (1 - BETA1) * g[name]
            v[name] = BETA2 * v[name] + (1 - BETA2) * g[name] ** 2
            corrected_m = m[name] / (1 - BETA1 ** (step + 1))
            corrected_v = v[name] / (1 - BETA2 ** (step + 1))
            direction = corrected_m / (np.sqrt(corrected_v) + EPSILON)
            own = rate * FACTORS[group(name)]
            p -= own * direction + own * (decay if group(name) in DECAYED else 0) * p
    return {
        "name": case["name"],
        "activation": case["activation"],
        "loss": case["loss"],
        "label-smoothing": case["label-smoothing"],
        "learning-rate": case["learning-rate"],
        "dense": dense.tolist(),
        "categories": categories.tolist(),
        "labels": labels.tolist(),
        "orders": orders,
        "rates": rates,
        "decays": decays,
        "costs": costs,
        "initial": listed(start),
        "first-step": first,
        "final": listed(parameters),
    }


CASES = [
    {
        "name": "classes",
        "activation": "selu",
        "g": selu,
        "loss": "softmax-cross-entropy",
        "label-smoothing": 0.1,
        "learning-rate": 0.04,
    },
    {
        "name": "values",
        "activation": "mish",
        "g": mish,
        "loss": "mean-squared-error",
        "label-smoothing": 0,
        "learning-rate": 0.2,
    },
]

print(
    json.dumps(
        {
            "source": "realmlp_reference.py, NumPy",
            "formulas": {
                "input": "each dense input x in order: x, or if periodic x, p1, p2, p3 with p = W2 cos(2 pi w x + b) + b2;"
                " then the embedding; all times the scale",
                "hidden": "z = W x / sqrt(fan-in) + b; a = z + alpha (g(z) - z)",
                "output": "z = W x / sqrt(fan-in) + b",
                "mean-squared-error": "mean over rows of (z - y)^2",
                "update": "p -= rate f m^ / (sqrt(v^) + epsilon) + rate f decay p, with the factor f of the kind of p",
                "rates": "learning-rate (1 - cos(2 pi log2(1 + 15 t))) / 2, t = completed steps / 12",
                "decays": "0.02 for t <= 1/2, then 0.02 (1 + cos(pi (2 t - 1))) / 2",
            },
            "steps": STEPS,
            "total-steps": TOTAL,
            "epochs": EPOCHS,
            "batch-size": BATCH,
            "periodic": PERIODIC,
            "frequencies": FREQUENCIES,
            "features": FEATURES,
            "embedding-width": EMBEDDING,
            "hidden": HIDDEN,
            "beta1": BETA1,
            "beta2": BETA2,
            "epsilon": EPSILON,
            "weight-decay": DECAY,
            "factors": FACTORS,
            "decayed": sorted(DECAYED),
            "cases": [run(case, seed) for seed, case in enumerate(CASES, 1)],
        },
        indent=1,
    )
)
