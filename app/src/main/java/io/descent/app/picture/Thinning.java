package io.descent.app.picture;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Chooses points of a long line, so that it looks the same with fewer. */
public final class Thinning {
    private Thinning() {}

    /**
     * The places of at most so many values, in their order: the first and the last one, and the lowest and the highest of
     * each stretch between, so that no spike is lost.
     *
     * @param values finite numbers
     */
    public static int[] kept(double[] values, int most) {
        if (values.length <= most) {
            return IntStream.range(0, values.length).toArray();
        }
        SortedSet<Integer> kept = new TreeSet<>(List.of(0, values.length - 1));
        int stretches = most / 2 - 1;
        for (int i = 0; i < stretches; i++) {
            int from = (int) ((long) i * values.length / stretches);
            int to = (int) ((long) (i + 1) * values.length / stretches);
            int low = from;
            int high = from;
            for (int j = from; j < to; j++) {
                low = values[j] < values[low] ? j : low;
                high = values[j] > values[high] ? j : high;
            }
            kept.add(low);
            kept.add(high);
        }
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }
}
