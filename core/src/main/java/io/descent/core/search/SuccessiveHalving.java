package io.descent.core.search;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import java.util.List;

/**
 * Successive halving (Jamieson and Talwalkar 2016): random points, of which all are trained a little, the better ones more,
 * the best to the end.
 */
@ServiceProvider(Strategy.class)
public record SuccessiveHalving(
        @Hyperparameter(min = 2, max = 1000, help = "one of so many trials goes on, for so many times the epochs")
        int factor,

        @Hyperparameter(min = 1, max = 1_000_000_000, help = "epochs that every trial is given, about")
        int minEpochs)
        implements Strategy {
    /** A third goes on, after at least one epoch. */
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
