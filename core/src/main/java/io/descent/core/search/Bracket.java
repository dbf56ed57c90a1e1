package io.descent.core.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One run of successive halving. All trials are trained for a few epochs; the best share of them goes on for a multiple
 * of these epochs, and so on up to the last epoch. Trials are selected only after a whole rung, so no outcome depends
 * on timing.
 *
 * @param first the number of the first trial
 * @param count the number of trials in the first rung
 * @param factor the factor by which trials decrease and epochs increase from rung to rung
 * @param halvings the number of rungs before the last one
 */
record Bracket(int first, int count, int factor, int halvings) {
    /** The next proposals; empty when the bracket is finished. */
    List<Proposal> next(Evidence evidence) {
        int end = first + count;
        if (evidence.trials().size() < end) {
            return evidence.batch(end, epochs(evidence, 0), evidence::anywhere);
        }
        List<Trial> racing = evidence.trials().subList(first, end);
        for (int rung = 1; rung <= halvings; rung++) {
            List<Trial> next = best(evidence, racing, rung - 1);
            int epochs = epochs(evidence, rung);
            List<Proposal> proposals = new ArrayList<>();
            for (Trial trial : next) {
                if (trial.rungs().size() <= rung) {
                    proposals.add(new Proposal(trial.number(), trial.point(), epochs));
                }
            }
            if (!proposals.isEmpty()) {
                return proposals;
            }
            racing = next;
        }
        return List.of();
    }

    /** The epochs of a rung, which is counted from 0; the last rung has all. */
    private int epochs(Evidence evidence, int rung) {
        double share = StrictMath.pow(factor, halvings - rung);
        return Math.max(1, (int) Math.rint(evidence.epochs() / share));
    }

    /** The trials that go on, in the order of their numbers: at least one, unless all have failed. */
    private List<Trial> best(Evidence evidence, List<Trial> racing, int rung) {
        return racing.stream()
                .filter(trial -> evidence.loss(trial.rungs().get(rung)) < Double.POSITIVE_INFINITY)
                .sorted(Comparator.comparingDouble(
                                (Trial trial) -> evidence.loss(trial.rungs().get(rung)))
                        .thenComparingInt(Trial::number))
                .limit(Math.max(1, count / Math.round(StrictMath.pow(factor, rung + 1))))
                .sorted(Comparator.comparingInt(Trial::number))
                .toList();
    }

    /** How often the epochs can be divided by the factor without falling below {@code fewest}. */
    static int halvings(int epochs, int fewest, int factor) {
        int halvings = 0;
        for (double left = epochs; left / factor >= fewest; left /= factor) {
            halvings++;
        }
        return halvings;
    }
}
