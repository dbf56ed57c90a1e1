package io.descent.core.search;

import io.descent.core.search.Dimension.Condition;
import java.util.LinkedHashMap;
import java.util.Map;

/** A value for every hyperparameter of a space. Immutable. */
public final class Point {
    private final Space space;
    private final double[] places;

    Point(Space space, double[] places) {
        if (places.length != space.size()) {
            throw new IllegalArgumentException("got " + places.length + " places for " + space.size() + " dimensions");
        }
        for (double place : places) {
            if (!(place >= 0 && place <= 1)) {
                throw new IllegalArgumentException("a place is " + place + "; it must be from 0 to 1");
            }
        }
        this.space = space;
        this.places = places.clone();
    }

    /** The space of this point. */
    public Space space() {
        return space;
    }

    /** The position in a dimension, from 0 to 1. */
    public double place(int dimension) {
        return places[dimension];
    }

    /**
     * Whether a dimension is active, that is, whether its condition and those of the dimensions it depends on are met.
     */
    public boolean isActive(int dimension) {
        Condition condition = space.dimension(dimension).condition();
        if (condition == null) {
            return true;
        }
        int other = condition.dimension();
        int index = space.dimension(other).range().index(places[other]);
        return index >= condition.from() && index <= condition.to() && isActive(other);
    }

    /** The value of a dimension. */
    public Object value(int dimension) {
        return space.dimension(dimension).range().at(places[dimension]);
    }

    /** The values of the active dimensions, by name. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < places.length; i++) {
            if (isActive(i)) {
                values.put(space.dimension(i).name(), value(i));
            }
        }
        return values;
    }
}
