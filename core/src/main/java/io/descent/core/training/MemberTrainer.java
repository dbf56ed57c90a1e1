package io.descent.core.training;

import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.EngineSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Trains members of a cross-validation, whose networks it keeps between the rounds. One that was lost with another process
 * is trained again: from the last tensors that were saved, or from its beginning. Thread-safe. For Descent's own modules.
 */
public final class MemberTrainer {
    private final FoldParts parts;
    private final EngineSpec engine;
    private final Map<Integer, Member> members = new ConcurrentHashMap<>();

    /**
     * Divides the training set.
     *
     * @param experiment of the whole training
     * @param data of the whole training
     * @param engine the backend; each member is trained by one thread
     * @throws InvalidInputException if the training set cannot be divided, or this process has too little memory
     */
    public MemberTrainer(ResolvedExperiment experiment, TrainingData data, EngineSpec engine) {
        experiment.requireMemory(data.summary(), 1);
        parts = new FoldParts(experiment, data, experiment.streams());
        this.engine = engine.withThreads(1);
    }

    /** Runs a round of a member. A late duplicate of a task gets the same result. */
    public MemberResult run(MemberRound round) {
        return members.computeIfAbsent(round.member(), Member::new).run(round);
    }

    private final class Member {
        private final int number;
        private @Nullable TrainingLoop loop;
        /** Whether an epoch is trained, but not completed. */
        private boolean isTrained;
        /** Its report. */
        private @Nullable EpochReport report;

        Member(int number) {
            this.number = number;
        }

        synchronized MemberResult run(MemberRound round) {
            TrainingLoop known = loop;
            if (known != null && known.epoch() > round.epoch()) {
                return MemberResult.UNKNOWN; // too late
            }
            loop = null; // unless all of this succeeds
            TrainingLoop at = reach(round, known);
            if (at == null) {
                return MemberResult.UNKNOWN;
            }
            if (round.trains() && !isTrained) {
                EpochReport found = at.trainEpoch();
                report = found == null ? null : found.withoutConfusion();
                isTrained = true;
            }
            loop = at;
            return at.result(isTrained ? report : null, round.saves());
        }

        /** The training after the completed epochs of a round; null if it is not known. */
        private @Nullable TrainingLoop reach(MemberRound round, @Nullable TrainingLoop known) {
            List<EpochReport> reports = round.reports();
            boolean follows = known != null && known.epoch() == round.epoch() - 1 && isTrained;
            if (known != null && (follows || known.epoch() == round.epoch())) {
                known.adopt();
                if (follows) {
                    isTrained = false;
                    known.completeEpoch(reports.get(reports.size() - 1));
                }
                return known;
            }
            isTrained = false;
            return round.isWhole() ? again(round) : null;
        }

        /** Trains all completed epochs again. */
        private TrainingLoop again(MemberRound round) {
            TrainingData part = parts.encode(number);
            TrainingLoop again = Apart.call(() -> parts.member(number, part, engine, engine.start()));
            if (round.from() != null) {
                again.resume(round.from(), round.reports());
            }
            while (again.epoch() < round.epoch()) {
                again.trainEpoch();
                again.completeEpoch(round.reports().get(again.epoch()));
            }
            return again;
        }
    }
}
