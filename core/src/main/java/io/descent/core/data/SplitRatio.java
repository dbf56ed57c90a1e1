package io.descent.core.data;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The shares of train, dev and test set, such as 60/20/20.
 *
 * @param train positive
 * @param dev not negative; 0 for no dev set
 * @param test not negative; 0 for no test set
 * @param isAutomatic whether the number of examples decides the shares instead, see {@link #forSize}
 */
public record SplitRatio(double train, double dev, double test, boolean isAutomatic) implements Serializable {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,17})?");

    /** All examples are for training. */
    public static final SplitRatio NONE = new SplitRatio(1, 0, 0);

    /** The number of examples decides the shares. */
    public static final SplitRatio AUTO = new SplitRatio(1, 0, 0, true);

    /** Each row: largest number of examples, and share of the dev set and of the test set in per cent. */
    private static final double[][] BY_SIZE = {{10_000, 20}, {100_000, 10}, {1_000_000, 1}, {Double.MAX_VALUE, 0.25}};

    /** Checks the ranges. */
    public SplitRatio {
        if (!(train > 0) || !(dev >= 0) || !(test >= 0) || Double.isInfinite(train + dev + test)) {
            throw new IllegalArgumentException(
                    "the share of the train set must be above 0, those of dev and test set at least 0");
        }
    }

    /** Fixed shares. */
    public SplitRatio(double train, double dev, double test) {
        this(train, dev, test, false);
    }

    /**
     * This ratio, or, if it is automatic, the ratio for a number of examples: 60/20/20 up to 10,000, 80/10/10 up to
     * 100,000, 98/1/1 up to a million, 99.5/0.25/0.25 beyond. The larger the data, the smaller the share that is needed
     * to tell models apart.
     *
     * @param testApart whether the test set comes from elsewhere; then only the dev set is split off
     */
    SplitRatio forSize(int examples, boolean testApart) {
        if (!isAutomatic) {
            return this;
        }
        int row = 0;
        while (examples > BY_SIZE[row][0]) {
            row++;
        }
        double share = BY_SIZE[row][1];
        return testApart ? new SplitRatio(100 - share, share, 0) : new SplitRatio(100 - 2 * share, share, share);
    }

    /**
     * Parses {@code train/dev/test}, {@code train/dev}, {@code auto}, or {@code none}. Only the ratios matter: 60/20/20
     * equals 3/1/1.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static SplitRatio parse(String text) {
        if (text.equals("none")) {
            return NONE;
        }
        if (text.equals("auto")) {
            return AUTO;
        }
        List<Double> shares = new ArrayList<>();
        for (String part : text.split("/", -1)) {
            if (NUMBER.matcher(part.strip()).matches()) {
                shares.add(Double.parseDouble(part.strip()));
            } else {
                shares.clear();
                break;
            }
        }
        if (shares.size() < 2 || shares.size() > 3) {
            throw new IllegalArgumentException("invalid split '" + text
                    + "'; expected train/dev/test such as 60/20/20, train/dev such as 80/20, auto, or none");
        }
        return new SplitRatio(shares.get(0), shares.get(1), shares.size() == 3 ? shares.get(2) : 0);
    }

    /** Whether there is neither a dev nor a test set. */
    public boolean isNone() {
        return !isAutomatic && dev == 0 && test == 0;
    }

    /**
     * How many of n examples each part gets: the shares are rounded down, and the examples left over go to the
     * largest remainders.
     *
     * @return train, dev and test, adding up to n
     */
    int[] counts(int n) {
        double[] shares = {train, dev, test};
        double all = train + dev + test;
        int[] counts = new int[shares.length];
        double[] remainders = new double[shares.length];
        int left = n;
        for (int p = 0; p < shares.length; p++) {
            double exact = n * shares[p] / all;
            counts[p] = (int) Math.min(left, Math.floor(exact + 1e-9));
            remainders[p] = exact - counts[p];
            left -= counts[p];
        }
        while (left > 0) {
            int largest = 0;
            for (int p = 1; p < shares.length; p++) {
                if (remainders[p] > remainders[largest]) {
                    largest = p;
                }
            }
            counts[largest]++;
            remainders[largest]--;
            left--;
        }
        return counts;
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        if (isAutomatic) {
            return "auto";
        }
        return isNone()
                ? "none"
                : String.join(
                        "/",
                        Arrays.stream(new double[] {train, dev, test})
                                .mapToObj(SplitRatio::text)
                                .toList());
    }

    private static String text(double share) {
        return BigDecimal.valueOf(share).stripTrailingZeros().toPlainString();
    }
}
