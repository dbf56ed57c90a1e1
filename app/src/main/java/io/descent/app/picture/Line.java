package io.descent.app.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A line of a chart.
 *
 * @param name the name in the legend
 * @param points values by epoch or another count; values that are not finite are left out
 */
record Line(String name, SortedMap<Integer, Double> points) {
    /** Lines with more points are thinned; this is about one point per pixel. */
    static final int MOST = 1000;

    Line {
        SortedMap<Integer, Double> finite = new TreeMap<>(points);
        finite.values().removeIf(value -> !Double.isFinite(value));
        points = finite;
    }

    /**
     * A line of at most {@value #MOST} points that looks the same: the first and the last point, and the lowest and the
     * highest of each stretch between, so that no spike is lost.
     */
    Line thinned() {
        if (points.size() <= MOST) {
            return this;
        }
        List<Map.Entry<Integer, Double>> all = new ArrayList<>(points.entrySet());
        int stretches = MOST / 2 - 1;
        SortedSet<Integer> kept = new TreeSet<>(List.of(0, all.size() - 1));
        for (int i = 0; i < stretches; i++) {
            int from = (int) ((long) i * all.size() / stretches);
            int to = (int) ((long) (i + 1) * all.size() / stretches);
            int low = from;
            int high = from;
            for (int j = from; j < to; j++) {
                low = all.get(j).getValue() < all.get(low).getValue() ? j : low;
                high = all.get(j).getValue() > all.get(high).getValue() ? j : high;
            }
            kept.add(low);
            kept.add(high);
        }
        SortedMap<Integer, Double> thin = new TreeMap<>();
        kept.forEach(i -> thin.put(all.get(i).getKey(), all.get(i).getValue()));
        return new Line(name, thin);
    }
}
