package io.descent.core.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Leads members of a cross-validation that are trained elsewhere. Where a member is known, the mean report of the last epoch
 * is all that it needs. Where it is not, because its process was lost, it is trained again. Tensors are fetched every few
 * seconds, so that this does not take long; bits do not depend on it.
 */
final class MemberRounds {
    private static final double SECONDS_BETWEEN_SAVES = 10;

    private final Members members;
    /** The mean reports of the completed epochs, all of them whole. */
    private final List<EpochReport> reports = new ArrayList<>();

    private final @Nullable MemberResult[] saved;
    private long lastSaved = System.nanoTime();

    /** Sends nothing yet. */
    MemberRounds(Members members, int count) {
        this.members = members;
        saved = new @Nullable MemberResult[count];
    }

    /** Lets the next round complete an epoch. */
    void complete(EpochReport mean) {
        reports.add(mean);
    }

    /**
     * Runs a round of all members.
     *
     * @param trains whether to train the next epoch
     * @param saves whether results must have tensors
     */
    List<MemberResult> run(boolean trains, boolean saves) {
        boolean isDue = saves || (System.nanoTime() - lastSaved) / 1e9 > SECONDS_BETWEEN_SAVES;
        List<EpochReport> last = reports.subList(Math.max(0, reports.size() - 1), reports.size());
        List<MemberResult> results = new ArrayList<>(send(IntStream.range(0, saved.length)
                .mapToObj(i -> new MemberRound(i, reports.size(), last, trains, isDue, null))
                .toList()));
        List<MemberRound> again = IntStream.range(0, saved.length)
                .filter(i -> results.get(i).state() == null)
                .mapToObj(i -> new MemberRound(i, reports.size(), reports, trains, isDue, saved[i]))
                .toList();
        List<MemberResult> found = again.isEmpty() ? List.of() : send(again);
        for (int i = 0; i < found.size(); i++) {
            Objects.requireNonNull(found.get(i).state());
            results.set(again.get(i).member(), found.get(i));
        }
        for (int i = 0; i < saved.length; i++) {
            if (results.get(i).tensors() != null && results.get(i).divergence() == null) {
                saved[i] = results.get(i);
                lastSaved = System.nanoTime();
            }
        }
        return results;
    }

    private List<MemberResult> send(List<MemberRound> rounds) {
        List<MemberResult> results = members.run(rounds);
        if (results.size() != rounds.size()) {
            throw new IllegalStateException("%d results of %d members".formatted(results.size(), rounds.size()));
        }
        return results;
    }
}
