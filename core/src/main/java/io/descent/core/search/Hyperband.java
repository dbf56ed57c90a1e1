package io.descent.core.search;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import java.util.List;

/**
 * Hyperband (Li et al. 2018, algorithm 1): several brackets of successive halving, from many trials that begin with few
 * epochs to a few trials that have all epochs from the start, in case short trainings mislead. The number of trials is
 * divided among the brackets as in the paper.
 */
@ServiceProvider(Strategy.class)
public record Hyperband(
        @Hyperparameter(
                min = 2,
                max = 1000,
                help = "one in this many trials continues, with this many times the epochs")
        int factor)
        implements Strategy {
    /** One trial in three continues. */
    public Hyperband() {
        this(3);
    }

    @Override
    public boolean rationsEpochs() {
        return true;
    }

    @Override
    public List<Proposal> propose(Evidence evidence) {
        int most = Bracket.halvings(evidence.epochs(), 1, factor);
        double total = 0;
        for (int halvings = most; halvings >= 0; halvings--) {
            total += share(most, halvings);
        }
        double before = 0;
        for (int halvings = most; halvings >= 0; halvings--) {
            int first = (int) Math.rint(evidence.budget() * (before / total));
            before += share(most, halvings);
            int end = (int) Math.rint(evidence.budget() * (before / total));
            List<Proposal> next =
                    end == first ? List.of() : new Bracket(first, end - first, factor, halvings).next(evidence);
            if (!next.isEmpty()) {
                return next;
            }
        }
        return List.of();
    }

    /** The relative number of trials in a bracket. */
    private double share(int most, int halvings) {
        return Math.ceil((most + 1.0) / (halvings + 1) * StrictMath.pow(factor, halvings));
    }
}
