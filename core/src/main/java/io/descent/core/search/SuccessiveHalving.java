package io.descent.core.search;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.inference.limit.internal.Limits;
import java.util.List;

/**
 * Successive halving (Jamieson and Talwalkar 2016) of random points: all are trained for a few epochs, one in {@code
 * factor} goes on for {@code factor} times as many, and so on, until the best are trained to the end.
 */
@ServiceProvider(Strategy.class)
public record SuccessiveHalving(
        @Hyperparameter(
                min = 2,
                max = 1000,
                help = "one in this many trials continues, with this many times the epochs")
        int factor,

        @Hyperparameter(min = 1, max = Limits.EPOCHS, help = "approximate number of epochs of the first rung")
        int minEpochs)
        implements Strategy {
    /** One trial in three continues; at least one epoch. */
    public SuccessiveHalving() {
        this(3, 1);
    }

    @Override
    public boolean rationsEpochs() {
        return true;
    }

    @Override
    public List<Proposal> propose(Evidence evidence) {
        int halvings = Bracket.halvings(evidence.epochs(), minEpochs, factor);
        return new Bracket(0, evidence.budget(), factor, halvings).next(evidence);
    }
}
