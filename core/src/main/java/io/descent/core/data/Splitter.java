package io.descent.core.data;

import io.descent.core.random.PortableRandom;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Task;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits examples into train, dev and test set: at random, by group or by time. At random, the sizes are exact, and for
 * classification every part contains its share of every class to within one example, except that a class that would miss
 * the training set altogether has an example there.
 */
final class Splitter {
    private static final String[] NAMES = {"train", "dev", "test"};

    private Splitter() {}

    /** The part of each example: 0 for the training set, 1 for the dev set, 2 for the test set. */
    static int[] split(RawExamples all, SplitRatio ratio, PortableRandom random) {
        int[] sizes = sizes(ratio, all.size());
        int groups = all.schema().task() == Task.CLASSIFICATION
                ? all.schema().classes().size()
                : 1;
        int[] groupSizes = new int[groups];
        for (int i = 0; i < all.size(); i++) {
            groupSizes[group(all, i, groups)]++;
        }
        int[][] left = apportion(groupSizes, sizes, ratio, random);
        trainEveryClass(left);
        int[] partOf = new int[all.size()];
        for (int i : random.permutation(all.size())) {
            int[] places = left[group(all, i, groups)];
            int p = 0;
            while (places[p] == 0) {
                p++;
            }
            places[p]--;
            partOf[i] = p;
        }
        return partOf;
    }

    /**
     * The examples of each class in each part. Classes too small for an example in every part take turns in random
     * order; otherwise the first ones by name would be tested and the others would not.
     */
    private static int[][] apportion(int[] classSizes, int[] sizes, SplitRatio ratio, PortableRandom random) {
        double all = ratio.train() + ratio.dev() + ratio.test();
        double smallest = Math.min(ratio.dev() > 0 ? ratio.dev() / all : 1, ratio.test() > 0 ? ratio.test() / all : 1);
        if (Arrays.stream(classSizes).allMatch(size -> size * smallest >= 1)) {
            return apportion(classSizes, sizes);
        }
        int[] order = random.permutation(classSizes.length);
        int[][] shuffled =
                apportion(Arrays.stream(order).map(k -> classSizes[k]).toArray(), sizes);
        int[][] counts = new int[classSizes.length][];
        for (int k = 0; k < order.length; k++) {
            counts[order[k]] = shuffled[k];
        }
        return counts;
    }

    private static int[] sizes(SplitRatio ratio, int examples) {
        int[] sizes = ratio.counts(examples);
        for (int p = 0; p < sizes.length; p++) {
            requireAny(ratio, p, sizes[p], examples, "examples");
        }
        return sizes;
    }

    private static void requireAny(SplitRatio ratio, int part, int size, int all, String what) {
        double[] shares = {ratio.train(), ratio.dev(), ratio.test()};
        if (shares[part] > 0 && size == 0) {
            throw new InvalidInputException("data.split %s: %d %s are too few; the %s set would be empty"
                    .formatted(ratio, all, what, NAMES[part]));
        }
    }

    /** Exchanges examples so that every class occurs in the training set. */
    private static void trainEveryClass(int[][] counts) {
        for (int[] rare : counts) {
            int p = rare[1] > 0 ? 1 : 2;
            if (rare[0] > 0 || rare[p] == 0) {
                continue;
            }
            int[] common = counts[0];
            for (int[] other : counts) {
                common = other[0] > common[0] ? other : common;
            }
            if (common[0] > 1) {
                rare[0]++;
                rare[p]--;
                common[0]--;
                common[p]++;
            }
        }
    }

    /**
     * Splits so that no group is in two parts: in random order, each group goes to the part that lacks the largest share
     * of its examples.
     *
     * @param groups the group of each example, counted from 0
     * @return the part of each example
     */
    static int[] byGroup(int[] groups, SplitRatio ratio, PortableRandom random) {
        int[] sizes = sizes(ratio, groups.length);
        int count = Arrays.stream(groups).max().orElse(0) + 1;
        int[] members = new int[count];
        for (int group : groups) {
            members[group]++;
        }
        double[] left = Arrays.stream(sizes).asDoubleStream().toArray();
        int[] partOf = new int[count];
        int[] filled = new int[sizes.length];
        for (int group : random.permutation(count)) {
            int best = 0;
            for (int p = 1; p < sizes.length; p++) {
                if (sizes[p] > 0 && left[p] / sizes[p] > left[best] / sizes[best]) {
                    best = p;
                }
            }
            partOf[group] = best;
            left[best] -= members[group];
            filled[best]++;
        }
        for (int p = 0; p < sizes.length; p++) {
            requireAny(ratio, p, filled[p], count, "groups");
        }
        return Arrays.stream(groups).map(group -> partOf[group]).toArray();
    }

    /**
     * Splits by time: the earliest examples are the training set, the latest the test set. Examples of the same time are
     * in the same part.
     *
     * @param times the time of each example
     * @return the part of each example
     */
    static int[] byTime(double[] times, SplitRatio ratio) {
        int[] sizes = sizes(ratio, times.length);
        int[] order = IntStream.range(0, times.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> times[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] partOf = new int[times.length];
        int[] filled = new int[sizes.length];
        int part = 0;
        int end = sizes[0];
        for (int k = 0; k < order.length; k++) {
            boolean later = k == 0 || times[order[k]] > times[order[k - 1]];
            while (k >= end && later && part < sizes.length - 1) {
                part++;
                end += sizes[part];
            }
            partOf[order[k]] = part;
            filled[part]++;
        }
        for (int p = 0; p < sizes.length; p++) {
            requireAny(ratio, p, filled[p], times.length, "examples, many of the same time,");
        }
        return partOf;
    }

    /** The examples of each part in their order; null for parts without any. */
    static @Nullable RawExamples[] parts(RawExamples all, int[] partOf) {
        @Nullable RawExamples[] parts = new @Nullable RawExamples[NAMES.length];
        for (int p = 0; p < parts.length; p++) {
            int part = p;
            int[] positions = IntStream.range(0, partOf.length)
                    .filter(i -> partOf[i] == part)
                    .toArray();
            parts[p] = positions.length == 0 ? null : all.select(positions);
        }
        return parts;
    }

    private static int group(RawExamples all, int position, int groups) {
        return groups == 1 ? 0 : (int) all.label(position);
    }

    /**
     * A table of whole numbers with the given row and column sums, each entry the exact proportional share rounded up
     * or down (controlled rounding, Cox 1987): shares rounded down first, then the missing units are placed by
     * augmenting paths, which exist because the exact shares are themselves a feasible flow.
     */
    static int[][] apportion(int[] rowSums, int[] columnSums) {
        long total = Arrays.stream(rowSums).asLongStream().sum();
        int[][] table = new int[rowSums.length][columnSums.length];
        boolean[][] fractional = new boolean[rowSums.length][columnSums.length];
        boolean[][] extra = new boolean[rowSums.length][columnSums.length];
        int[] missing = columnSums.clone();
        for (int r = 0; r < rowSums.length; r++) {
            for (int c = 0; c < columnSums.length; c++) {
                long product = (long) rowSums[r] * columnSums[c];
                table[r][c] = (int) (product / total);
                fractional[r][c] = product % total != 0;
                missing[c] -= table[r][c];
            }
        }
        for (int r = 0; r < rowSums.length; r++) {
            for (int left = rowSums[r] - Arrays.stream(table[r]).sum(); left > 0; left--) {
                place(r, fractional, extra, missing, new boolean[columnSums.length]);
            }
        }
        for (int r = 0; r < rowSums.length; r++) {
            for (int c = 0; c < columnSums.length; c++) {
                table[r][c] += extra[r][c] ? 1 : 0;
            }
        }
        return table;
    }

    /** Gives a row one more unit in a column that lacks one, moving units of other rows if necessary. */
    private static boolean place(int row, boolean[][] fractional, boolean[][] extra, int[] missing, boolean[] visited) {
        for (int c = 0; c < missing.length; c++) {
            if (!fractional[row][c] || extra[row][c] || visited[c]) {
                continue;
            }
            visited[c] = true;
            boolean free = missing[c] > 0;
            for (int r = 0; r < extra.length && !free; r++) {
                if (extra[r][c] && place(r, fractional, extra, missing, visited)) {
                    extra[r][c] = false;
                    missing[c]++;
                    free = true;
                }
            }
            if (free) {
                missing[c]--;
                extra[row][c] = true;
                return true;
            }
        }
        return false;
    }
}
