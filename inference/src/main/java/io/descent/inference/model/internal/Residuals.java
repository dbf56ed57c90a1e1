package io.descent.inference.model.internal;

import io.descent.inference.problem.InvalidInputException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The absolute residuals |y - mu(x)| of examples that the predicting network has not seen, from which intervals of new
 * values follow without any assumption about their distribution. Immutable.
 *
 * <p>One network has one fold: split conformal prediction (Papadopoulos et al. 2002; Lei et al. 2018,
 * arXiv:1604.04173). Several networks, each trained without one fold, have the residuals of each fold under the network
 * that did not see it: CV+ (Barber et al. 2021, arXiv:1905.02928, section 3.1). One fold of CV+ is split conformal.
 */
public final class Residuals {
    private final List<double[]> byFold;
    private final int size;

    /**
     * Takes residuals as they are in files.
     *
     * @param byFold at least one fold with at least one residual each; not negative, finite, in ascending order
     * @throws IllegalArgumentException if they are anything else
     */
    public Residuals(List<double[]> byFold) {
        if (byFold.isEmpty()) {
            throw new IllegalArgumentException("residuals need at least one fold");
        }
        List<double[]> copies = new ArrayList<>();
        int count = 0;
        for (double[] fold : byFold) {
            double[] copy = fold.clone();
            if (copy.length == 0) {
                throw new IllegalArgumentException("a fold has no residuals; expected at least one");
            }
            double before = 0;
            for (double residual : copy) {
                if (!(residual >= before) || Double.isInfinite(residual)) {
                    throw new IllegalArgumentException(
                            "found the residual %s after %s; expected finite numbers of at least 0 in ascending order"
                                    .formatted(residual, before));
                }
                before = residual;
            }
            copies.add(copy);
            count = Math.addExact(count, copy.length);
        }
        this.byFold = List.copyOf(copies);
        this.size = count;
    }

    /**
     * The residuals of one network.
     *
     * @param predictions of examples that chose neither its weights nor its epoch
     * @param labels of the same examples, in the same units
     */
    public static Residuals of(double[] predictions, double[] labels) {
        return ofFolds(predictions, labels, new int[predictions.length], 1);
    }

    /**
     * The residuals of several networks.
     *
     * @param predictions of each example, by the network that was trained without the fold of the example
     * @param labels of the same examples, in the same units
     * @param folds the fold of each example, from 0
     * @param count the number of folds, each with at least one example
     * @throws IllegalArgumentException if a residual is not finite, or a fold has no example
     */
    public static Residuals ofFolds(double[] predictions, double[] labels, int[] folds, int count) {
        if (labels.length != predictions.length || folds.length != predictions.length) {
            throw new IllegalArgumentException(
                    "%d predictions, %d labels and %d folds; expected one of each per example"
                            .formatted(predictions.length, labels.length, folds.length));
        }
        int[] sizes = new int[count];
        for (int fold : folds) {
            sizes[fold]++;
        }
        List<double[]> byFold = new ArrayList<>();
        for (int size : sizes) {
            byFold.add(new double[size]);
        }
        int[] next = new int[count];
        for (int i = 0; i < predictions.length; i++) {
            byFold.get(folds[i])[next[folds[i]]++] = Math.abs(labels[i] - predictions[i]);
        }
        byFold.forEach(Arrays::sort);
        return new Residuals(byFold);
    }

    /** The number of residuals. */
    public int size() {
        return size;
    }

    /** The number of folds. */
    public int folds() {
        return byFold.size();
    }

    /** The residuals of each fold in ascending order. */
    public List<double[]> byFold() {
        return byFold.stream().map(double[]::clone).toList();
    }

    /**
     * The intervals of a level.
     *
     * @param level the share of new values that lie within, such as 0.9
     * @throws IllegalArgumentException if the level is not between 0 and 1
     * @throws InvalidInputException if there are too few residuals for it
     */
    public Bounds bounds(double level) {
        return new Bounds(rank(level));
    }

    /**
     * ceil((1 - alpha) (n + 1)) for the level 1 - alpha, in decimal arithmetic: 0.9 is not a binary fraction.
     *
     * @throws IllegalArgumentException if the level is not between 0 and 1
     * @throws InvalidInputException if there are too few residuals for it
     */
    public int rank(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("the level is " + level + "; it must be above 0 and below 1");
        }
        BigDecimal share = BigDecimal.valueOf(level);
        BigDecimal rank = share.multiply(BigDecimal.valueOf(size + 1L)).setScale(0, RoundingMode.CEILING);
        if (rank.compareTo(BigDecimal.valueOf(size)) > 0) {
            BigDecimal needed = share.divide(BigDecimal.ONE.subtract(share), MathContext.DECIMAL64)
                    .setScale(0, RoundingMode.CEILING);
            throw new InvalidInputException(
                    "intervals of the level %s need at least %s calibration examples, but the model has %d; ask for a level of at most %s, or train with %s"
                            .formatted(
                                    share.toPlainString(),
                                    needed.toPlainString(),
                                    size,
                                    BigDecimal.valueOf(size)
                                            .divide(BigDecimal.valueOf(size + 1L), 4, RoundingMode.FLOOR)
                                            .stripTrailingZeros()
                                            .toPlainString(),
                                    folds() == 1 ? "a larger dev set" : "more examples"));
        }
        return rank.intValueExact();
    }

    /**
     * The intervals of the level 1 - alpha. Of one fold, [lower, upper] contains a new value with at least that
     * probability; of several, with at least 1 - 2 alpha - sqrt(2 / n) (Barber et al. 2021, theorem 4), and usually with
     * about 1 - alpha.
     */
    public final class Bounds {
        private final int rank;

        private Bounds(int rank) {
            this.rank = rank;
        }

        /**
         * The predictions that {@link #lower} and {@link #upper} need of an example.
         *
         * @param value what the model predicts
         * @param members what each member of an average predicts; not used for one fold
         * @param from position of the prediction of the first member
         * @param stride from there to the prediction of the next
         */
        public double[] predictions(double value, double[] members, int from, int stride) {
            double[] each = new double[folds()];
            each[0] = value;
            for (int k = 0; folds() > 1 && k < each.length; k++) {
                each[k] = members[from + k * stride];
            }
            return each;
        }

        /**
         * The floor(alpha (n + 1))-th smallest of mu_k(i)(x) - R_i.
         *
         * @param members what the network of each fold predicts, in the order of the folds; of one fold, what the
         *     model predicts
         */
        public double lower(double... members) {
            return folds() == 1
                    ? only(members) - byFold.get(0)[rank - 1]
                    : 0 - select(rank, members, -1); // the r-th largest difference: n + 1 - r = floor(alpha (n + 1))
        }

        /**
         * The ceil((1 - alpha) (n + 1))-th smallest of mu_k(i)(x) + R_i.
         *
         * @param members what the network of each fold predicts, in the order of the folds; of one fold, what the
         *     model predicts
         */
        public double upper(double... members) {
            return folds() == 1 ? only(members) + byFold.get(0)[rank - 1] : select(rank, members, 1);
        }

        private double only(double[] members) {
            require(members);
            return members[0];
        }
    }

    private void require(double[] members) {
        if (members.length != folds()) {
            throw new IllegalArgumentException(
                    "%d predictions for the networks of %d folds".formatted(members.length, folds()));
        }
    }

    /**
     * The rank-th smallest of sign x members[k] + R over all folds k and their residuals R, by bisection over the bits of
     * float64 numbers: no sum is made that does not decide.
     */
    private double select(int rank, double[] members, int sign) {
        require(members);
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < members.length; k++) {
            double[] fold = byFold.get(k);
            if (Double.isNaN(members[k])) {
                return Double.NaN;
            }
            smallest = Math.min(smallest, sign * members[k] + fold[0]);
            largest = Math.max(largest, sign * members[k] + fold[fold.length - 1]);
        }
        long from = order(smallest);
        long to = order(largest);
        while (from < to) {
            long middle = (from >> 1) + (to >> 1) + (from & to & 1);
            if (count(number(middle), members, sign) >= rank) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return number(from) + 0.0; // not -0
    }

    /** The number of sums that are at most a bound. */
    private int count(double bound, double[] members, int sign) {
        int count = 0;
        for (int k = 0; k < members.length; k++) {
            double[] fold = byFold.get(k);
            int from = 0;
            int to = fold.length;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (sign * members[k] + fold[middle] <= bound) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            count += from;
        }
        return count;
    }

    /** Whole numbers in the order of the float64 numbers, -0 before 0. */
    private static long order(double number) {
        long bits = Double.doubleToLongBits(number);
        return bits < 0 ? ~bits ^ Long.MIN_VALUE : bits;
    }

    private static double number(long order) {
        return Double.longBitsToDouble(order < 0 ? ~(order ^ Long.MIN_VALUE) : order);
    }
}
