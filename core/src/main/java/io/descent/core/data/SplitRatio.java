package io.descent.core.data;

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
 */
public record SplitRatio(double train, double dev, double test) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,17})?");

    /** Everything is for training. */
    public static final SplitRatio NONE = new SplitRatio(1, 0, 0);

    /** Checks the ranges. */
    public SplitRatio {
        if (!(train > 0) || !(dev >= 0) || !(test >= 0) || Double.isInfinite(train + dev + test)) {
            throw new IllegalArgumentException(
                    "the train set needs a positive share, dev and test set one that is not negative");
        }
    }

    /**
     * Reads {@code train/dev/test}, {@code train/dev}, or {@code none}. Only the ratios matter: 60/20/20 is 3/1/1.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static SplitRatio parse(String text) {
        if (text.equals("none")) {
            return NONE;
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
            throw new IllegalArgumentException("'" + text
                    + "' is no split; write train/dev/test such as 60/20/20, train/dev such as 80/20, or none");
        }
        return new SplitRatio(shares.get(0), shares.get(1), shares.size() == 3 ? shares.get(2) : 0);
    }

    /** Whether there is neither a dev nor a test set. */
    public boolean isNone() {
        return dev == 0 && test == 0;
    }

    /**
     * How many of n examples each part gets: the shares rounded down, what is left over to the largest remainders.
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
