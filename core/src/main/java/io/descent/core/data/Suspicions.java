package io.descent.core.data;

import io.descent.inference.spec.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What looks wrong about the sets of a table: rows that are in two sets, and features that tell the label. */
final class Suspicions {
    /** Rows of the training set that are looked at for leaks. */
    private static final int MOST_ROWS = 10_000;

    private static final int MOST_BINS = 64;
    private static final int FEWEST_ROWS = 50;
    /** A feature is suspicious if what remains to be explained by others is at most this share. */
    private static final double REMAINING = 0.01;

    private Suspicions() {}

    /** One sentence per suspicion. */
    static List<String> of(RawExamples train, @Nullable RawExamples dev, @Nullable RawExamples test) {
        List<String> texts = new ArrayList<>();
        if (dev != null || test != null) {
            Rows seen = new Rows(train, dev, test);
            duplicates("dev", dev, seen, texts);
            duplicates("test", test, seen, texts);
        }
        leaks(train, texts);
        return texts;
    }

    private static void duplicates(String name, @Nullable RawExamples set, Rows seen, List<String> texts) {
        if (set == null) {
            return;
        }
        int count = 0;
        for (int i = 0; i < set.size(); i++) {
            count += seen.has(set, i) ? 1 : 0;
        }
        if (count > 0) {
            texts.add(
                    count == 1
                            ? "1 row of the %s set is also in the training set".formatted(name)
                            : "%,d rows of the %s set are also in the training set".formatted(count, name));
        }
    }

    /**
     * Rows of the training set that may occur in another set, as 64 bits of their features and label. Most rows differ
     * from all rows of the other sets in their first features already, so that only these are looked at.
     */
    private static final class Rows {
        private static final int FIRST = 3;

        private final Distinct rows;

        Rows(RawExamples train, @Nullable RawExamples dev, @Nullable RawExamples test) {
            int others = (dev == null ? 0 : dev.size()) + (test == null ? 0 : test.size());
            Distinct beginnings = new Distinct(others);
            for (RawExamples set : new @Nullable RawExamples[] {dev, test}) {
                for (int i = 0; set != null && i < set.size(); i++) {
                    beginnings.addBits(bits(set, i, FIRST));
                }
            }
            rows = new Distinct(train.size());
            for (int i = 0; i < train.size(); i++) {
                if (beginnings.has(bits(train, i, FIRST))) {
                    rows.addBits(bits(train, i, Integer.MAX_VALUE));
                }
            }
        }

        boolean has(RawExamples set, int row) {
            return rows.has(bits(set, row, Integer.MAX_VALUE));
        }

        private static long bits(RawExamples set, int row, int features) {
            long hash = Double.doubleToLongBits(set.label(row) + 0.0);
            for (int j = 0; j < Math.min(features, set.columns().size()); j++) {
                Column cells = set.columns().get(j).cells();
                long cell = cells instanceof Column.Words words
                        ? bits(words.text(set.table().position(row)))
                        : Double.doubleToLongBits(set.feature(row, j) + 0.0);
                hash = mix(hash ^ mix(cell + j));
            }
            return hash;
        }

        private static long bits(String text) {
            long hash = text.length();
            for (int i = 0; i < text.length(); i++) {
                hash = hash * 0x100000001B3L + text.charAt(i);
            }
            return hash;
        }

        private static long mix(long x) { // the finalizer of SplitMix64 (Steele, Lea and Flood 2014)
            long z = x + 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            return z ^ (z >>> 31);
        }
    }

    private static void leaks(RawExamples train, List<String> texts) {
        int rows = Math.min(MOST_ROWS, train.size());
        if (rows < FEWEST_ROWS) {
            return;
        }
        for (int j = 0; j < train.columns().size(); j++) {
            int[] bins = bins(train, j, rows);
            int count = Arrays.stream(bins).max().orElse(0) + 1;
            boolean tells = count > 1
                    && count <= rows / 2
                    && (train.schema().task() == Task.CLASSIFICATION
                            ? tellsClass(train, bins, count)
                            : tellsValue(train, bins, count));
            if (tells) {
                texts.add(
                        "the feature '%s' predicts the label almost by itself; if it is not known when you predict, leave it out with data.ignore"
                                .formatted(Excerpt.of(train.columns().get(j).name(), 60)));
            }
        }
    }

    /** The bin of each row: its word, or one of at most 64 ranges of numbers with as many rows each. */
    private static int[] bins(RawExamples train, int feature, int rows) {
        if (train.columns().get(feature).cells() instanceof Column.Words words) {
            return IntStream.range(0, rows)
                    .map(i -> words.code(train.table().position(i)) + 1)
                    .toArray();
        }
        double[] values = IntStream.range(0, rows)
                .mapToDouble(i -> train.feature(i, feature))
                .toArray();
        int[] order = IntStream.range(0, rows)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] bins = new int[rows];
        int bin = 0;
        int begin = 0;
        for (int k = 0; k < rows; k++) {
            boolean isNew = k > 0 && values[order[k]] != values[order[k - 1]];
            if (isNew && k - begin >= (double) rows / MOST_BINS) {
                bin++;
                begin = k;
            }
            bins[order[k]] = bin;
        }
        return bins;
    }

    private static boolean tellsClass(RawExamples train, int[] bins, int count) {
        int classes = train.schema().classes().size();
        int[][] counts = new int[count][classes];
        int[] all = new int[classes];
        for (int i = 0; i < bins.length; i++) {
            counts[bins[i]][(int) train.label(i)]++;
            all[(int) train.label(i)]++;
        }
        int wrong = bins.length;
        for (int[] bin : counts) {
            wrong -= Arrays.stream(bin).max().orElse(0);
        }
        int wrongWithout = bins.length - Arrays.stream(all).max().orElse(0);
        return wrongWithout > 0 && wrong <= REMAINING * wrongWithout;
    }

    private static boolean tellsValue(RawExamples train, int[] bins, int count) {
        double[] sums = new double[count];
        int[] sizes = new int[count];
        double sum = 0;
        for (int i = 0; i < bins.length; i++) {
            sums[bins[i]] += train.label(i);
            sizes[bins[i]]++;
            sum += train.label(i);
        }
        double remaining = 0;
        double without = 0;
        for (int i = 0; i < bins.length; i++) {
            double distance = train.label(i) - sums[bins[i]] / sizes[bins[i]];
            double fromMean = train.label(i) - sum / bins.length;
            remaining += distance * distance;
            without += fromMean * fromMean;
        }
        return without > 0 && remaining <= REMAINING * without;
    }
}
