package io.descent.core.data;

import io.descent.core.random.PortableRandom;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * One part of a training set that is held out, and the rows to train on meanwhile. Positions are those of the training
 * set, ascending.
 *
 * @param repeat number of the division, from 0
 * @param number number of the part in its division, from 0
 * @param train positions of the rows to train on
 * @param heldOut positions of the part that is held out
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Fold(int repeat, int number, int[] train, int[] heldOut) {
    private static final String KEY = "training.folds";

    /**
     * Divides a training set, several times.
     *
     * <ul>
     *   <li>At random: each class, in random order, is dealt out to the parts in turn; so are all rows for a label with
     *       values. Sizes of parts, and of a class in them, differ by at most one row.
     *   <li>With groups: the groups, largest first, those of equal size in random order, each go to the part that has
     *       the smallest share of their classes; of several, the one with the fewest rows.
     *   <li>With times: rows sorted by time are cut into {@code k + 1} blocks of equal size. Part i is block i + 1, and is
     *       trained on all blocks before it. Rows of the same time are in one block.
     * </ul>
     *
     * @param k number of parts, at least 2
     * @param repeats number of divisions, at least 1; by time, all of them are the same
     * @param streams for dividing at random
     * @return the parts of the first division, then those of the next
     * @throws InvalidInputException if there are too few rows, groups or times
     */
    public static List<Fold> divide(RawExamples train, int k, int repeats, RandomStreams streams) {
        if (train.size() < k) {
            throw new InvalidInputException("%s: %d training examples cannot be divided into %d folds; use fewer folds"
                    .formatted(KEY, train.size(), k));
        }
        double[] times = train.times();
        int[] groups = train.groups();
        List<Fold> folds = new ArrayList<>();
        for (int repeat = 0; repeat < repeats; repeat++) {
            if (times != null) {
                int[] blockOf = blocks(times, k + 1);
                for (int i = 0; i < k; i++) {
                    int block = i + 1;
                    folds.add(new Fold(
                            repeat,
                            i,
                            where(blockOf.length, row -> blockOf[row] < block),
                            where(blockOf.length, row -> blockOf[row] == block)));
                }
                continue;
            }
            PortableRandom random = streams.folds(repeat);
            int[] partOf = groups == null ? dealt(train, k, random) : grouped(train, groups, k, random);
            for (int i = 0; i < k; i++) {
                int part = i;
                folds.add(new Fold(
                        repeat,
                        i,
                        where(partOf.length, row -> partOf[row] != part),
                        where(partOf.length, row -> partOf[row] == part)));
            }
        }
        return folds;
    }

    private static int[] where(int rows, IntPredicate condition) {
        return IntStream.range(0, rows).filter(condition).toArray();
    }

    private static int classes(RawExamples train) {
        return train.schema().task() == Task.CLASSIFICATION
                ? train.schema().classes().size()
                : 1;
    }

    private static int classOf(RawExamples train, int row) {
        return train.schema().task() == Task.CLASSIFICATION ? (int) train.label(row) : 0;
    }

    private static int[] dealt(RawExamples train, int k, PortableRandom random) {
        int[] order = random.permutation(train.size());
        int[] partOf = new int[order.length];
        int next = 0;
        for (int c = 0; c < classes(train); c++) {
            for (int row : order) {
                if (classOf(train, row) == c) {
                    partOf[row] = next;
                    next = (next + 1) % k;
                }
            }
        }
        return partOf;
    }

    private static int[] grouped(RawExamples train, int[] groups, int k, PortableRandom random) {
        int count = Arrays.stream(groups).distinct().toArray().length;
        if (count < k) {
            throw new InvalidInputException("%s: the training set has %d groups, too few for %d folds; use fewer folds"
                    .formatted(KEY, count, k));
        }
        int names = Arrays.stream(groups).max().orElse(0) + 1;
        int[][] members = new int[names][classes(train)];
        int[] sizes = new int[names];
        double[] totals = new double[classes(train)];
        for (int row = 0; row < groups.length; row++) {
            members[groups[row]][classOf(train, row)]++;
            sizes[groups[row]]++;
            totals[classOf(train, row)]++;
        }
        int[] order = Arrays.stream(random.permutation(names))
                .filter(group -> sizes[group] > 0)
                .boxed()
                .sorted(Comparator.comparingInt(group -> -sizes[group]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] partOf = new int[names];
        int[][] filled = new int[k][totals.length];
        int[] rows = new int[k];
        for (int group : order) {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int part = 0; part < k; part++) {
                double shared = 0;
                for (int c = 0; c < totals.length; c++) {
                    shared += members[group][c] == 0 ? 0 : (double) members[group][c] * filled[part][c] / totals[c];
                }
                if (shared < least || (shared == least && rows[part] < rows[best])) {
                    best = part;
                    least = shared;
                }
            }
            partOf[group] = best;
            rows[best] += sizes[group];
            for (int c = 0; c < totals.length; c++) {
                filled[best][c] += members[group][c];
            }
        }
        return Arrays.stream(groups).map(group -> partOf[group]).toArray();
    }

    /** The block of each row by its time. */
    private static int[] blocks(double[] times, int count) {
        int n = times.length;
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> times[row]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] blockOf = new int[n];
        int block = 0;
        int filled = 0;
        for (int i = 0; i < n; i++) {
            boolean isLater = i > 0 && times[order[i]] > times[order[i - 1]];
            if (isLater && filled > 0 && block < count - 1 && i >= (long) n * (block + 1) / count) {
                block++;
                filled = 0;
            }
            blockOf[order[i]] = block;
            filled++;
        }
        if (block < count - 1) {
            throw new InvalidInputException(
                    "%s: %d rows, many of the same time, cannot be cut into %d blocks by time; use fewer folds"
                            .formatted(KEY, n, count));
        }
        return blockOf;
    }

    /** The names of the classes that have fewer rows than there are parts. */
    public static List<String> rareClasses(RawExamples train, int k) {
        List<String> rare = new ArrayList<>();
        int[] counts = new int[classes(train)];
        for (int row = 0; row < train.size(); row++) {
            counts[classOf(train, row)]++;
        }
        for (int c = 0; c < train.schema().classes().size(); c++) {
            if (counts[c] < k) {
                rare.add(train.schema().classes().get(c));
            }
        }
        return rare;
    }
}
