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
     * @throws InvalidInputException if the training set cannot be divided
     */
    public MemberTrainer(ResolvedExperiment experiment, TrainingData data, EngineSpec engine) {
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
        /** The result of the epoch that is trained, but not completed. */
        private @Nullable MemberResult trained;

        Member(int number) {
            this.number = number;
        }

        synchronized MemberResult run(MemberRound round) {
            TrainingLoop known = loop;
            loop = null; // unless all of this succeeds
            TrainingLoop at = reach(round, known);
            if (at == null) {
                return MemberResult.UNKNOWN;
            }
            if (round.trains() && trained == null) {
                EpochReport report = at.trainEpoch();
                trained = at.result(report == null ? null : report.withoutConfusion(), false);
            }
            loop = at;
            EpochReport report = trained == null ? null : trained.report();
            return at.result(report, round.saves());
        }

        /** The training after the completed epochs of a round; null if it is not known. */
        private @Nullable TrainingLoop reach(MemberRound round, @Nullable TrainingLoop known) {
            List<EpochReport> reports = round.reports();
            if (known != null && known.epoch() == round.epoch()) {
                return known;
            }
            if (known != null && known.epoch() == round.epoch() - 1 && trained != null) {
                trained = null;
                known.completeEpoch(reports.get(reports.size() - 1));
                return known;
            }
            trained = null;
            return round.isWhole() ? again(round) : null;
        }

        /** Trains all completed epochs again. */
        private TrainingLoop again(MemberRound round) {
            TrainingData part = parts.encode(number);
            TrainingLoop again = Apart.call(
                    () -> parts.member(number, part, engine, engine.start()).initialize());
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
