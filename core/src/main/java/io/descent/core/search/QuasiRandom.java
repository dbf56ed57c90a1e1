package io.descent.core.search;

import io.avaje.spi.ServiceProvider;
import java.util.List;
import org.apache.commons.math3.random.SobolSequenceGenerator;

/**
 * The Sobol sequence (Sobol 1967; direction numbers of Joe and Kuo 2008), which fills the space more evenly than random
 * points, shifted by a random distance in each dimension (Cranley and Patterson 1976).
 */
@ServiceProvider(Strategy.class)
public record QuasiRandom() implements Strategy {
    private static final int MOST_DIMENSIONS = 1000;

    @Override
    public List<Proposal> propose(Evidence evidence) {
        int dimensions = evidence.space().size();
        if (dimensions > MOST_DIMENSIONS) {
            throw new IllegalArgumentException(
                    "the space has %d hyperparameters; the Sobol sequence supports at most %d"
                            .formatted(dimensions, MOST_DIMENSIONS));
        }
        SobolSequenceGenerator sequence = new SobolSequenceGenerator(dimensions);
        Point shift = evidence.anywhere(-1);
        return evidence.batch(number -> {
            double[] places = sequence.skipTo(number);
            for (int i = 0; i < dimensions; i++) {
                double moved = places[i] + shift.place(i);
                places[i] = moved < 1 ? moved : moved - 1;
            }
            return evidence.space().point(places);
        });
    }
}
