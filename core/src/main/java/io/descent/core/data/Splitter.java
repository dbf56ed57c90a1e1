package io.descent.core.data;

import io.descent.core.random.PortableRandom;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Task;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits examples at random into train, dev and test set. The sizes are exact. For classification, every part contains
 * its share of every class to within one example.
 */
final class Splitter {
    private static final String[] NAMES = {"train", "dev", "test"};

    private Splitter() {}

    /** The three parts; null for parts without a share. Within a part, examples keep their order. */
    static @Nullable RawExamples[] split(RawExamples all, SplitRatio ratio, PortableRandom random) {
        int[] sizes = ratio.counts(all.size());
        double[] shares = {ratio.train(), ratio.dev(), ratio.test()};
        for (int p = 0; p < sizes.length; p++) {
            if (shares[p] > 0 && sizes[p] == 0) {
                throw new InvalidInputException("data.split %s: %d examples are too few; the %s set would be empty"
                        .formatted(ratio, all.size(), NAMES[p]));
            }
        }
        int[] partOf = assign(all, sizes, random);
        @Nullable RawExamples[] parts = new @Nullable RawExamples[sizes.length];
        for (int p = 0; p < sizes.length; p++) {
            if (sizes[p] > 0) {
                int[] positions = new int[sizes[p]];
                int n = 0;
                for (int i = 0; i < partOf.length; i++) {
                    if (partOf[i] == p) {
                        positions[n++] = i;
                    }
                }
                parts[p] = all.select(positions);
            }
        }
        return parts;
    }

    private static int[] assign(RawExamples all, int[] sizes, PortableRandom random) {
        int groups = all.schema().task() == Task.CLASSIFICATION
                ? all.schema().classes().size()
                : 1;
        int[] groupSizes = new int[groups];
        for (int i = 0; i < all.size(); i++) {
            groupSizes[group(all, i, groups)]++;
        }
        int[][] left = apportion(groupSizes, sizes);
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
