package io.descent.core.search;

import io.descent.core.random.PortableRandom;
import io.descent.core.search.Dimension.Condition;
import io.descent.core.search.NumberRange.Scale;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hyperparameters that a study searches. A {@link Point} lies in a cube with one side from 0 to 1 per dimension.
 *
 * @param dimensions at least one, with different names, each after the dimension that its condition names
 */
public record Space(List<Dimension> dimensions) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if the list is empty, a name is repeated, or a condition names a later dimension
     */
    public Space {
        dimensions = List.copyOf(dimensions);
        if (dimensions.isEmpty()) {
            throw new IllegalArgumentException("the space is empty; add at least one hyperparameter");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < dimensions.size(); i++) {
            Dimension dimension = dimensions.get(i);
            if (!names.add(dimension.name())) {
                throw new IllegalArgumentException("'" + dimension.name() + "' is searched twice");
            }
            Condition condition = dimension.condition();
            if (condition != null && (condition.dimension() < 0 || condition.dimension() >= i)) {
                throw new IllegalArgumentException("'" + dimension.name() + "' depends on a later hyperparameter");
            }
        }
    }

    /** The number of dimensions. */
    public int size() {
        return dimensions.size();
    }

    /** One dimension, counted from 0. */
    public Dimension dimension(int i) {
        return dimensions.get(i);
    }

    /**
     * Returns the point at the given places.
     *
     * @param places one per dimension, inactive ones included, from 0 to 1; copied
     */
    public Point point(double[] places) {
        return new Point(this, places);
    }

    /** A uniformly distributed point. */
    Point anywhere(PortableRandom random) {
        double[] places = new double[size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = random.nextDouble();
        }
        return point(places);
    }

    /** Returns a builder. */
    public static Builder builder() {
        return new Builder(new ArrayList<>(), null);
    }

    /** Collects dimensions. */
    public static final class Builder {
        private final List<Dimension> dimensions;
        private final @Nullable Condition condition;

        private Builder(List<Dimension> dimensions, @Nullable Condition condition) {
            this.dimensions = dimensions;
            this.condition = condition;
        }

        /** Adds numbers between two bounds. */
        public Builder number(String name, Scale scale, double from, double to) {
            return add(name, new NumberRange(scale, from, to));
        }

        /** Adds a choice. */
        public Builder choice(String name, String... options) {
            return add(name, new ChoiceRange(List.of(options)));
        }

        private Builder add(String name, Range range) {
            dimensions.add(new Dimension(name, range, condition));
            return this;
        }

        /**
         * Adds dimensions that are active only for one option of a choice.
         *
         * @param choice the name of a choice added before
         */
        public Builder when(String choice, String option, Consumer<Builder> inner) {
            for (int i = 0; i < dimensions.size(); i++) {
                if (dimensions.get(i).name().equals(choice)
                        && dimensions.get(i).range() instanceof ChoiceRange range
                        && range.labels().contains(option)) {
                    int index = range.labels().indexOf(option);
                    inner.accept(new Builder(dimensions, new Condition(i, index, index)));
                    return this;
                }
            }
            throw new IllegalArgumentException(
                    "unknown choice '%s' with the option '%s'; add the choice first".formatted(choice, option));
        }

        /** Makes the space. */
        public Space build() {
            return new Space(dimensions);
        }
    }
}
