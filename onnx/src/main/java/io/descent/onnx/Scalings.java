package io.descent.onnx;

import io.descent.inference.table.internal.Scaling;
import java.util.stream.IntStream;

/** The scalings of numbers, in float64. */
final class Scalings {
    /** Beyond it the square root of 1 + x^2 is x. */
    private static final double LARGE = 1e150;

    private Scalings() {}

    /** The scaled numbers of a column. */
    static Value apply(Scaling scaling, Value x) {
        if (scaling instanceof Scaling.Zero || (scaling instanceof Scaling.Robust robust && robust.factor() == 0)) {
            return x.times(0);
        }
        if (scaling instanceof Scaling.Standardize how) {
            return x.minus(how.mean()).over(how.deviation());
        }
        if (scaling instanceof Scaling.Robust how) {
            double limit = LARGE * Scaling.Robust.LIMIT;
            Value y = x.minus(how.median()).times(how.factor()).clip(-limit, limit);
            Value share = y.over(Scaling.Robust.LIMIT);
            return y.over(share.times(share).plus(1).sqrt());
        }
        if (scaling instanceof Scaling.MinMax how) {
            Value y = x.minus(how.min());
            return how.max() == how.min() ? y : y.over(how.max() - how.min());
        }
        if (scaling instanceof Scaling.Quantile how) {
            return apply(how.quantiles(), x);
        }
        if (scaling instanceof Scaling.None) {
            return x;
        }
        throw new IllegalStateException("no feature is scaled by " + scaling);
    }

    private static Value apply(double[] quantiles, Value x) {
        int n = quantiles.length;
        if (quantiles[0] == quantiles[n - 1]) {
            return x.times(0);
        }
        Graph graph = x.graph();
        Value all = graph.reals(ElementType.DOUBLE, quantiles, 1, n);
        Value list = graph.reals(ElementType.DOUBLE, quantiles, n);
        Value below = count(x.isAbove(all)); // quantiles below x
        Value upTo = count(x.isAtLeast(all)); // quantiles of at most x
        Value first = clip(below, 0, n - 1);
        Value last = clip(upTo.minus(1), 0, n - 1);
        Value references = graph.reals(ElementType.DOUBLE, references(n), n);
        // x is one of the quantiles: the middle of those that equal it
        Value onMany = references.gather(first).plus(references.gather(last)).times(0.5);
        Value left = list.gather(last);
        Value right = list.gather(first);
        Value from = references.gather(last);
        Value share = x.minus(left).over(right.minus(left));
        Value between = from.plus(share.times(references.gather(first).minus(from)));
        Value p = upTo.isAbove(below).choose(onMany, between);
        Value inner = Functions.quantile(p.clip(
                        Scaling.Quantile.SMALLEST_PROBABILITY / 2, 1 - Scaling.Quantile.SMALLEST_PROBABILITY / 2))
                .clip(-Scaling.Quantile.LIMIT, Scaling.Quantile.LIMIT);
        Value low = x.constant(-Scaling.Quantile.LIMIT);
        Value high = x.constant(Scaling.Quantile.LIMIT);
        Value upper = x.isAtLeast(x.constant(quantiles[n - 1])).choose(high, inner);
        return x.constant(quantiles[0]).isAtLeast(x).choose(low, upper);
    }

    /** How many columns of each row are true (rows x 1). */
    private static Value count(Value isTrue) {
        return isTrue.cast(ElementType.INT64).sumOfLast(true);
    }

    private static Value clip(Value whole, int low, int high) {
        return whole.max(low).min(high);
    }

    /** The probabilities that belong to quantiles; as {@link Scaling.Quantile} computes them. */
    private static double[] references(int n) {
        return IntStream.range(0, n)
                .mapToDouble(i -> i == n - 1 ? 1 : i * (1.0 / (n - 1)))
                .toArray();
    }

    /** The numbers that are scaled to given ones. */
    static Value invert(Scaling scaling, Value scaled) {
        if (scaling instanceof Scaling.Clamped how) {
            return invert(how.scaling(), scaled).clip(how.low(), how.high());
        }
        if (scaling instanceof Scaling.Standardize how) {
            return scaled.times(how.deviation()).plus(how.mean());
        }
        if (scaling instanceof Scaling.Robust how) {
            if (how.factor() == 0) {
                return scaled.times(0).plus(how.median());
            }
            Value share =
                    scaled.over(Scaling.Robust.LIMIT).clip(-Scaling.Robust.LARGEST_SHARE, Scaling.Robust.LARGEST_SHARE);
            Value root = share.times(share).negate().plus(1).sqrt();
            return share.times(Scaling.Robust.LIMIT)
                    .over(root)
                    .over(how.factor())
                    .plus(how.median());
        }
        if (scaling instanceof Scaling.MinMax how) {
            return scaled.times(how.max() == how.min() ? 1 : how.max() - how.min())
                    .plus(how.min());
        }
        if (scaling instanceof Scaling.Log how) {
            return scaled.times(how.deviation()).plus(how.mean()).exp().minus(1);
        }
        if (scaling instanceof Scaling.Quantile how) {
            return invert(how.quantiles(), scaled);
        }
        if (scaling instanceof Scaling.Zero) {
            return scaled.times(0);
        }
        return scaled;
    }

    private static Value invert(double[] quantiles, Value scaled) {
        int last = quantiles.length - 1;
        Value p = Functions.cumulative(scaled);
        Value place = p.times(last);
        Value below = clip(place.apply("Floor").cast(ElementType.INT64), 0, last - 1);
        Value share = place.minus(below.cast(ElementType.DOUBLE)).clip(0, 1);
        Value list = scaled.graph().reals(ElementType.DOUBLE, quantiles, quantiles.length);
        Value between = list.gather(below)
                .times(share.negate().plus(1))
                .plus(list.gather(below.plus(1)).times(share));
        Value upper =
                p.isAbove(1 - Scaling.Quantile.SMALLEST_PROBABILITY).choose(scaled.constant(quantiles[last]), between);
        return p.isBelow(Scaling.Quantile.SMALLEST_PROBABILITY).choose(scaled.constant(quantiles[0]), upper);
    }
}
