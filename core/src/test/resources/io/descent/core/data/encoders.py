import json
import warnings

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, QuantileTransformer, RobustScaler, StandardScaler

warnings.filterwarnings("ignore")
random = np.random.default_rng(18)
nan = float("nan")


def text(values):
    return [None if np.isnan(v) else float(v) for v in np.asarray(values, dtype=float).ravel()]


def column(values):
    return np.asarray(values, dtype=float).reshape(-1, 1)


def numbers(train, new):
    train, new = column(train), column(new)
    imputer = SimpleImputer(strategy="median", add_indicator=True).fit(train)
    standard = StandardScaler().fit(train)
    robust = RobustScaler().fit(train)
    y = robust.transform(new)
    count = int(np.sum(~np.isnan(train)))
    quantile = QuantileTransformer(
        n_quantiles=min(1000, count), output_distribution="normal", subsample=None
    ).fit(train[~np.isnan(train)].reshape(-1, 1))
    scores = np.linspace(-5.5, 5.5, 45)
    return {
        "train": text(train),
        "new": text(new),
        "imputed": text(imputer.transform(new)[:, 0]),
        "indicator": imputer.transform(new).shape[1] == 2,
        "mean": float(standard.mean_[0]),
        "deviation": float(standard.scale_[0]),
        "standardize": text(standard.transform(new)),
        "median": float(robust.center_[0]),
        "spread": float(robust.scale_[0]),
        "robust": text(y / np.sqrt(1 + (y / 3) ** 2)),
        "quantile": text(quantile.transform(new)),
        "scores": text(scores),
        "inverse": text(quantile.inverse_transform(column(scores))),
        "min-max": text(MinMaxScaler().fit(train).transform(new)),
    }


def words(train, new, most, fewest):
    encoder = OneHotEncoder(
        min_frequency=fewest, max_categories=most + 1, handle_unknown="infrequent_if_exist", sparse_output=False
    ).fit(np.array(train, dtype=object).reshape(-1, 1))
    made = encoder.transform(np.array(new, dtype=object).reshape(-1, 1))
    rare = encoder.infrequent_categories_[0]
    return {
        "train": train,
        "new": new,
        "most": most,
        "fewest": fewest,
        "inputs": made.shape[1],
        "others": rare is not None,
        "category": [int(row.argmax()) if row.any() else -1 for row in made],
    }


def draw(count, distribution):
    return np.round(distribution(count), 3)


normal = draw(40, lambda n: random.normal(50, 20, n))
skewed = draw(60, lambda n: random.lognormal(3, 1.5, n))
ties = np.concatenate([np.zeros(25), np.ones(10), draw(20, lambda n: random.exponential(5, n))])
holes = normal.copy()
holes[::5] = nan
large = draw(2500, lambda n: random.gamma(0.8, 3, n))
cases = [
    numbers(normal, np.concatenate([normal, [-1e6, 0, 50, 1e6, np.nan]])),
    numbers(skewed, np.concatenate([skewed, [0, 1.5, 1e9]])),
    numbers(ties, np.concatenate([ties, [-1, 0.5, 1, 2, 100]])),
    numbers(holes, np.concatenate([holes, [nan, -3, 70.25]])),
    numbers(large[:1200], np.concatenate([large[:30], [0, 0.25, 3, 11.5, 200]])),
    numbers([1e-3, 2e-3, 5e-3, 7e-3, 1e-2], [0, 1e-3, 1.5e-3, 6e-3, 1]),
]
few = list("aaaaabbbbccccddde")
many = ["w%02d" % k for k in range(30) for _ in range(1 + k * 7 % 11)]
categories = [
    words(few, list("abcdez"), 100, 1),
    words(few, list("abcdez"), 100, 3),
    words(few, list("abcdez"), 100, 4),
    words(few, list("abcdez"), 100, 6),
    words(few, list("abcdez"), 2, 3),
    words(few, list("abcdez"), 3, 1),
    words(few, list("abcdez"), 4, 1),
    words(few, list("abcdez"), 5, 1),
    words(many, sorted(set(many)) + ["new"], 10, 3),
    words(many, sorted(set(many)) + ["new"], 21, 5),
    words(many, sorted(set(many)) + ["new"], 1, 1),
]
print(json.dumps({"numbers": cases, "words": categories}))
