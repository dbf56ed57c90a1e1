package io.descent.core.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Trials that race: all are trained for few epochs, the best share of them goes on for a multiple of that, and so on to the
 * last epoch. Who goes on is decided when a whole rung is done, so that no outcome depends on time.
 *
 * @param first the number of its first trial
 * @param count how many trials begin
 * @param factor by which trials decrease and epochs grow from rung to rung
 * @param halvings how many rungs come before the last
 */
record Bracket(int first, int count, int factor, int halvings) {
    /** What is to be done next; nothing when the race is over. */
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

    /** Epochs of a rung, counted from 0; the last has all. */
    private int epochs(Evidence evidence, int rung) {
        double share = StrictMath.pow(factor, halvings - rung);
        return Math.max(1, (int) Math.rint(evidence.epochs() / share));
    }

    /** Those that go on, in the order of their numbers; one at least, unless all have failed. */
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

    /** How often epochs can be divided by a factor before they are fewer than a number. */
    static int halvings(int epochs, int fewest, int factor) {
        int halvings = 0;
        for (double left = epochs; left / factor >= fewest; left /= factor) {
            halvings++;
        }
        return halvings;
    }
}
