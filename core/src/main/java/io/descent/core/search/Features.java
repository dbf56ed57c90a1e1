package io.descent.core.search;

/**
 * A point as the surrogate model sees it: inactive hyperparameters are all equal, places with the same value coincide,
 * and all options of a choice are equally far from each other.
 */
final class Features {
    private static final double NOT_ACTIVE = 0.5;

    private final double[] places;
    private final boolean[] isChoice;

    Features(Point point) {
        int dimensions = point.space().size();
        places = new double[dimensions];
        isChoice = new boolean[dimensions];
        for (int i = 0; i < dimensions; i++) {
            Range range = point.space().dimension(i).range();
            isChoice[i] = range instanceof ChoiceRange;
            places[i] = point.isActive(i) ? range.settle(point.place(i)) : isChoice[i] ? -1 : NOT_ACTIVE;
        }
    }

    int dimensions() {
        return places.length;
    }

    /**
     * The Euclidean distance.
     *
     * @param inverse the reciprocal length scale of each dimension
     */
    double distance(Features other, double[] inverse) {
        double sum = 0;
        for (int i = 0; i < places.length; i++) {
            double difference = places[i] - other.places[i];
            if (isChoice[i]) {
                difference = difference == 0 ? 0 : 1;
            }
            sum += difference * difference * (inverse[i] * inverse[i]);
        }
        return Math.sqrt(sum);
    }
}
