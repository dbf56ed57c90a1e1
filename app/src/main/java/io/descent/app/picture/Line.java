package io.descent.app.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

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

    /** A line of at most {@value #MOST} points that looks the same. */
    Line thinned() {
        List<Map.Entry<Integer, Double>> all = new ArrayList<>(points.entrySet());
        double[] values = all.stream().mapToDouble(Map.Entry::getValue).toArray();
        SortedMap<Integer, Double> thin = new TreeMap<>();
        for (int i : Thinning.kept(values, MOST)) {
            thin.put(all.get(i).getKey(), values[i]);
        }
        return new Line(name, thin);
    }
}
