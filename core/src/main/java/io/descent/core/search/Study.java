package io.descent.core.search;

import io.descent.core.experiment.TimeSpan;
import io.descent.core.random.RandomStreams;
import io.descent.core.search.Trial.Rung;
import io.descent.inference.problem.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A search for the hyperparameters with the best value. Its result depends on the space, objective, strategy, budget
 * and seed, not on the number of threads or on timing.
 */
public final class Study {
    private static final int MOST_TRIALS = 10_000_000;
    private static final int MOST_TOGETHER = 1024;

    private final Builder spec;
    private final Space space;
    private final Objective objective;
    private final RandomStreams streams;
    private final @Nullable Journal journal;
    private final List<Trial> trials = new ArrayList<>();
    private final long start = System.nanoTime();
    private final double before;

    private Study(Builder spec) {
        this.spec = spec;
        this.space = spec.space;
        this.objective = spec.objective;
        this.streams = new RandomStreams(spec.seed);
        this.journal = spec.journal;
        this.before = journal == null ? 0 : journal.elapsed();
    }

    /**
     * Returns a builder.
     *
     * @param space the space to search
     * @param objective evaluates hyperparameters
     */
    public static Builder of(Space space, Objective objective) {
        return new Builder(space, objective);
    }

    /** The settings of a study. */
    public static final class Builder {
        private final Space space;
        private final Objective objective;
        private Strategy strategy = new RandomSearch();
        private Goal goal = Goal.MINIMIZE;
        private int trials = 40;
        private int epochs = 1;
        private int repeats = 1;
        private long seed = 1;
        private int parallel = 1;
        private int batch = Evidence.BATCH;
        private @Nullable Duration limit;
        private @Nullable Journal journal;
        private StudyListener listener = new StudyListener() {};

        private Builder(Space space, Objective objective) {
            this.space = space;
            this.objective = objective;
        }

        /** Decides which hyperparameters to try. Default: random search. */
        public Builder strategy(Strategy value) {
            strategy = value;
            return this;
        }

        /** Whether small or large values are good. Default: small ones. */
        public Builder goal(Goal value) {
            goal = value;
            return this;
        }

        /** The largest number of trials, at least 1. Default: 40. */
        public Builder trials(int value) {
            trials = require(value, MOST_TRIALS, "trials");
            return this;
        }

        /** The epochs of a full evaluation, or whatever unit of effort the objective has, at least 1. Default: 1. */
        public Builder epochs(int value) {
            epochs = require(value, Integer.MAX_VALUE, "epochs");
            return this;
        }

        /** The number of evaluations per trial, each with its own seed, at least 1. Default: 1. */
        public Builder repeats(int value) {
            repeats = require(value, 1000, "repeats");
            return this;
        }

        /** The seed of proposals and trials. Default: 1. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** The number of trials proposed together, at least 1. Default: {@value Evidence#BATCH}. */
        public Builder batch(int value) {
            batch = require(value, MOST_TOGETHER, "batch");
            return this;
        }

        /** The number of evaluations that run at once, at least 1. Results do not depend on it. Default: 1. */
        public Builder parallel(int value) {
            parallel = require(value, MOST_TOGETHER, "parallel");
            return this;
        }

        /** The time after which no evaluation starts. Default: unlimited. A study that reaches it is not repeatable. */
        public Builder limit(@Nullable Duration value) {
            limit = value;
            return this;
        }

        /**
         * Records the study, and supplies the evaluations of an earlier process. Default: none. The caller closes it.
         */
        public Builder journal(@Nullable Journal value) {
            journal = value;
            return this;
        }

        /** Receives the events of the study. */
        public Builder listener(StudyListener value) {
            listener = value;
            return this;
        }

        private static int require(int value, int most, String what) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException("%s is %d; it must be from 1 to %d".formatted(what, value, most));
            }
            return value;
        }

        /**
         * Checks the study: asks the strategy for its first proposals, and evaluates nothing.
         *
         * @throws InvalidInputException if the strategy cannot search this space with this budget
         */
        public void check() {
            new Study(this).propose();
        }

        /**
         * Searches.
         *
         * @throws InvalidInputException if the strategy cannot search this space with this budget, or the journal
         *     cannot be written
         * @throws CancellationException if the thread or an evaluation was interrupted
         */
        public StudyResult run() {
            return new Study(this).search();
        }
    }

    private StudyResult search() {
        AtomicInteger threads = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(spec.parallel, task -> {
            Thread thread = new Thread(task, "descent-trial-" + threads.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        try {
            String stopped = null;
            int proposed = 0;
            for (int round = 1; stopped == null; round++) {
                List<Proposal> proposals = propose();
                if (proposals.isEmpty()) {
                    break;
                }
                if (journal != null) {
                    journal.propose(proposed, round, proposals);
                }
                proposed += proposals.size();
                spec.listener.onRound(round, proposals.size() * spec.repeats);
                stopped = evaluate(round, proposals, pool);
                if (journal != null) {
                    if (stopped == null) {
                        journal.endRound(round, elapsed());
                    } else {
                        journal.stop(stopped);
                    }
                }
                spec.listener.onRoundEnd(result(stopped));
            }
            return result(stopped);
        } finally {
            pool.shutdownNow();
            awaitEnd(pool);
        }
    }

    private static void awaitEnd(ExecutorService pool) {
        try {
            if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("a trial is still running one minute after the study ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private StudyResult result(@Nullable String stopped) {
        return new StudyResult(space, spec.goal, Collections.unmodifiableList(trials), stopped, elapsed());
    }

    private double elapsed() {
        return before + (System.nanoTime() - start) / 1e9;
    }

    private List<Proposal> propose() {
        List<Proposal> proposals;
        try {
            proposals = spec.strategy.propose(new Evidence(
                    space,
                    spec.goal,
                    Collections.unmodifiableList(trials),
                    spec.trials,
                    spec.epochs,
                    streams,
                    spec.batch));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("the strategy %s: %s".formatted(spec.strategy.name(), e.getMessage()), e);
        }
        int next = trials.size();
        for (Proposal proposal : proposals) {
            boolean goesOn = proposal.trial() < trials.size()
                    && proposal.epochs() > trials.get(proposal.trial()).last().epochs();
            if (!goesOn && proposal.trial() != next++) {
                throw new IllegalStateException(
                        "the strategy %s proposed trial %d with %d epochs; the next new trial is %d"
                                .formatted(spec.strategy.name(), proposal.trial(), proposal.epochs(), next - 1));
            }
        }
        return proposals;
    }

    private record Done(int index, int repeat, @Nullable Outcome outcome) {}

    /** Evaluates a round, except for known outcomes; returns why it stopped, or null if the round is complete. */
    private @Nullable String evaluate(int round, List<Proposal> proposals, ExecutorService pool) {
        ExecutorCompletionService<Done> running = new ExecutorCompletionService<>(pool);
        List<@Nullable Outcome[]> outcomes = new ArrayList<>();
        int pending = 0;
        for (int i = 0; i < proposals.size(); i++) {
            @Nullable Outcome[] repeats = new @Nullable Outcome[spec.repeats];
            outcomes.add(repeats);
            for (int repeat = 0; repeat < repeats.length; repeat++) {
                Assignment assignment = assignment(proposals.get(i), repeat);
                Outcome known =
                        journal == null ? null : journal.outcome(assignment.trial(), repeat, assignment.epochs());
                if (known != null) {
                    repeats[repeat] = known;
                    spec.listener.onOutcome(assignment.trial(), repeat, known);
                } else if (journal == null || journal.stopped() == null) {
                    int index = i;
                    running.submit(() -> new Done(index, assignment.repeat(), timed(assignment)));
                    pending++;
                }
            }
        }
        for (; pending > 0; pending--) {
            Done done = next(running);
            if (done.outcome != null) {
                outcomes.get(done.index)[done.repeat] = done.outcome;
                spec.listener.onOutcome(proposals.get(done.index).trial(), done.repeat, done.outcome);
            }
        }
        boolean complete = true;
        for (int i = 0; i < proposals.size(); i++) {
            complete &= add(proposals.get(i), round, outcomes.get(i));
        }
        if (complete) {
            return null;
        }
        return journal != null && journal.stopped() != null
                ? journal.stopped()
                : "the time limit of %s was reached".formatted(new TimeSpan(Objects.requireNonNull(spec.limit)));
    }

    private Assignment assignment(Proposal proposal, int repeat) {
        int from = proposal.trial() < trials.size()
                ? trials.get(proposal.trial()).last().epochs()
                : 0;
        long seed = seed(streams, proposal.trial(), repeat);
        return new Assignment(
                proposal.trial(),
                repeat,
                seed,
                proposal.point(),
                from,
                proposal.epochs(),
                proposal.epochs() >= spec.epochs);
    }

    /**
     * The seed of a trial, from 0 to 2^31 - 1.
     *
     * @param study the seed of the study
     * @param repeat from 0
     */
    public static long seed(long study, int trial, int repeat) {
        return seed(new RandomStreams(study), trial, repeat);
    }

    private static long seed(RandomStreams streams, int trial, int repeat) {
        return streams.search(trial, 1 + repeat).nextLong() >>> 33;
    }

    /**
     * Adds a trial, or another rung of one, if all repeats of a proposal have been evaluated; returns whether they
     * have.
     */
    private boolean add(Proposal proposal, int round, @Nullable Outcome[] outcomes) {
        List<Outcome> repeats = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome == null) {
                return false;
            }
            repeats.add(outcome);
        }
        Rung rung = new Rung(proposal.epochs(), round, repeats);
        if (proposal.trial() < trials.size()) {
            Trial trial = trials.get(proposal.trial());
            List<Rung> rungs = new ArrayList<>(trial.rungs());
            rungs.add(rung);
            trials.set(proposal.trial(), new Trial(trial.number(), trial.point(), rungs));
        } else {
            trials.add(new Trial(proposal.trial(), proposal.point(), List.of(rung)));
        }
        return true;
    }

    private static Done next(ExecutorCompletionService<Done> running) {
        try {
            return running.take().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the study was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Evaluates and records an assignment; returns null if the time limit was reached. */
    private @Nullable Outcome timed(Assignment assignment) {
        if (spec.limit != null && elapsed() > spec.limit.toNanos() / 1e9) {
            return null;
        }
        long begin = System.nanoTime();
        double value = Double.NaN;
        int epochs = assignment.from();
        String weights = null;
        String failure = null;
        try {
            Objective.Result result = objective.evaluate(assignment);
            epochs = result.epochs();
            weights = result.weightsSha256();
            value = result.value();
            if (!Double.isFinite(value)) {
                failure = "the value is " + value;
                value = Double.NaN;
            }
        } catch (TrialFailure e) {
            failure = String.valueOf(e.getMessage());
            epochs = assignment.curve().isEmpty()
                    ? assignment.from()
                    : assignment.curve().get(assignment.curve().size() - 1).epoch();
        }
        Outcome outcome =
                new Outcome(value, epochs, weights, failure, (System.nanoTime() - begin) / 1e9, assignment.curve());
        if (journal != null) {
            journal.end(assignment.trial(), assignment.repeat(), assignment.epochs(), outcome);
        }
        return outcome;
    }
}
