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
 * All hyperparameters that a study searches. A {@link Point} of it lies in a cube of as many dimensions, each from 0 to 1.
 *
 * @param dimensions at least one, each after those that its condition names, each name another
 */
public record Space(List<Dimension> dimensions) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is empty, a name stands twice, or a condition looks ahead
     */
    public Space {
        dimensions = List.copyOf(dimensions);
        if (dimensions.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to search");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < dimensions.size(); i++) {
            Dimension dimension = dimensions.get(i);
            if (!names.add(dimension.name())) {
                throw new IllegalArgumentException("'" + dimension.name() + "' is searched twice");
            }
            Condition condition = dimension.condition();
            if (condition != null && (condition.dimension() < 0 || condition.dimension() >= i)) {
                throw new IllegalArgumentException("'" + dimension.name() + "' depends on what comes after it");
            }
        }
    }

    /** How many dimensions there are. */
    public int size() {
        return dimensions.size();
    }

    /** One dimension, counted from 0. */
    public Dimension dimension(int i) {
        return dimensions.get(i);
    }

    /**
     * The point at places in the cube.
     *
     * @param places for each dimension from 0 to 1, those that do not matter included; copied
     */
    public Point point(double[] places) {
        return new Point(this, places);
    }

    /** Any point, each as likely. */
    Point anywhere(PortableRandom random) {
        double[] places = new double[size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = random.nextDouble();
        }
        return point(places);
    }

    /** Begins a space. */
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
         * Adds dimensions that matter for one option of a choice only.
         *
         * @param choice the name of a choice that was added before
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
                    "there is no choice '%s' with the option '%s'".formatted(choice, option));
        }

        /** The space. */
        public Space build() {
            return new Space(dimensions);
        }
    }
}
