#!/usr/bin/python3
"""Writes scikit-learn.json (next to this file): reference metric values. Deterministic."""
import json, os, warnings
import numpy as np, sklearn
from sklearn.metrics import (log_loss, accuracy_score, precision_recall_fscore_support, f1_score,
    confusion_matrix, mean_squared_error, mean_absolute_error, r2_score)
warnings.simplefilter("error")
rng = np.random.RandomState(20240607)
MICRO = 1_000_000

def round_rows(p):
    """Six decimals; each row's integer micro-units sum to exactly 1e6; all strictly inside (0,1)."""
    p = np.asarray(p, float); K = p.shape[1]
    m = np.maximum(np.rint(p / p.sum(1, keepdims=True) * MICRO).astype(int), 1)
    for r in m:
        r[r.argmax()] += MICRO - r.sum()
    assert (m.sum(1) == MICRO).all() and (m > 0).all() and (m < MICRO).all()
    if K == 2:
        p1 = m[:, 1] / MICRO
        return np.column_stack([1 - p1, p1])       # p0 is the double 1 - p1
    return m / MICRO

def logits(labels, K, signal, noise=1.0):
    z = rng.normal(0, noise, (len(labels), K)); z[np.arange(len(labels)), labels] += signal
    return z
def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True)); return e / e.sum(1, keepdims=True)

def classification(name, K, y, P):
    y = np.asarray(y); P = round_rows(P); L = list(range(K))
    pred = (P[:, 1] > 0.5).astype(int) if K == 2 else P.argmax(1)
    assert (pred == P.argmax(1)).all()
    assert (np.abs(P.sum(1) - 1) < 1e-15 * 4).all()
    pr, rc, f1, sup = precision_recall_fscore_support(y, pred, labels=L, zero_division=0)
    cost = log_loss(y, P, labels=L)
    assert abs(cost + np.log(P[np.arange(len(y)), y]).mean()) < 1e-13   # independent formula
    return dict(name=name, classes=K, labels=y.tolist(), probabilities=P.tolist(), cost=float(cost),
        accuracy=float(accuracy_score(y, pred)), precision=pr.tolist(), recall=rc.tolist(), f1=f1.tolist(),
        support=[int(s) for s in sup],
        macroF1=float(f1_score(y, pred, average="macro", zero_division=0)),
        confusion=confusion_matrix(y, pred, labels=L).tolist())

def regression(name, y, q):
    y = np.asarray(y, float); q = np.asarray(q, float); mse = mean_squared_error(y, q)
    return dict(name=name, labels=y.tolist(), predictions=q.tolist(), rmse=float(mean_squared_error(y, q, squared=False)),
        mae=float(mean_absolute_error(y, q)), r2=float(r2_score(y, q)), cost=float(mse))

C = []
y = rng.permutation([0, 1] * 20); P = softmax(logits(y, 2, 1.2)); P[3] = [0.5, 0.5]     # tie -> class 0
C.append(classification("binary balanced", 2, y, P))
y = rng.permutation([0] * 22 + [1] * 8); p1 = rng.uniform(0.02, 0.499, 30); p1[5] = 0.5  # tie -> class 0
C.append(classification("binary, class 1 never predicted", 2, y, np.column_stack([1 - p1, p1])))
y = rng.randint(0, 3, 60); P = softmax(logits(y, 3, 1.3)); P[7] = [0.4, 0.2, 0.4]; P[8] = [0.1, 0.45, 0.45]  # ties
C.append(classification("three classes", 3, y, P))
y = rng.choice([0, 1, 2, 3, 4, 5, 6, 8, 9], 200)      # class 7 never a label
z = logits(y, 10, 2.0); z[:, 4] = z.min(1) - 0.5      # class 4 never predicted
z[:, 7] += 0.5
C.append(classification("ten classes, class 7 never a label, class 4 never predicted", 10, y, softmax(z)))
y = rng.permutation(np.arange(24) % 4); z = logits(y, 4, 9.0)
C.append(classification("perfect", 4, y, softmax(z)))
C.append(classification("single example", 3, [1], [[0.2, 0.7, 0.1]]))
c = C[3]; cm = np.array(c["confusion"]); assert c["support"][7] == 0 and cm[:, 7].sum() > 0 and cm[:, 4].sum() == 0 and c["support"][4] > 0
assert np.array(C[1]["confusion"])[:, 1].sum() == 0 and C[4]["accuracy"] == 1
R = []
r6 = lambda a: np.round(a, 6)
y = r6(rng.normal(3, 4, 50)); R.append(regression("noisy", y, r6(y + rng.normal(0.3, 1.5, 50))))
y = r6(rng.normal(-1, 2, 20)); R.append(regression("perfect", y, y))
y = r6(rng.normal(10, 2, 20)); R.append(regression("worse than the mean", y, r6(20 - y + rng.normal(0, 1, 20))))
y = np.round(1e6 + rng.normal(0, 1, 40), 6); R.append(regression("large offset", y, np.round(y + rng.normal(0, 0.4, 40), 6)))
assert R[2]["r2"] < 0 and R[1]["r2"] == 1
doc = dict(generator=f"scikit-learn {sklearn.__version__}, numpy {np.__version__}", classification=C, regression=R)
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scikit-learn.json")
def lines(cases): return "[\n" + ",\n".join(json.dumps(c, allow_nan=False) for c in cases) + "\n]"
with open(path, "w") as f:
    f.write('{"generator": %s,\n"classification": %s,\n"regression": %s}\n' % (json.dumps(doc["generator"]), lines(C), lines(R)))
with open(path) as f: assert json.load(f) == doc     # exact round trip
