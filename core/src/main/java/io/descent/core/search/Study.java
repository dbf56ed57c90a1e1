package io.descent.core.search;

import io.descent.inference.problem.InvalidInputException;
import io.descent.core.random.RandomStreams;
import io.descent.core.search.Trial.Rung;
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
 * A search for the hyperparameters with the best value. What it finds depends on space, objective, strategy, budget and seed, and
 * neither on the number of threads nor on how long anything takes.
 */
public final class Study {
    private static final int MOST_TRIALS = 10_000_000;

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
     * Begins to describe a study.
     *
     * @param space what is searched
     * @param objective gives hyperparameters a value
     */
    public static Builder of(Space space, Objective objective) {
        return new Builder(space, objective);
    }

    /** What a study is made of; what is not set has a default. */
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
        private @Nullable Duration limit;
        private @Nullable Journal journal;
        private StudyListener listener = new StudyListener() {};

        private Builder(Space space, Objective objective) {
            this.space = space;
            this.objective = objective;
        }

        /** Decides what is tried; random search unless set. */
        public Builder strategy(Strategy value) {
            strategy = value;
            return this;
        }

        /** Which values are good; small ones unless set. */
        public Builder goal(Goal value) {
            goal = value;
            return this;
        }

        /** How many trials there may be, from 1; 40 unless set. */
        public Builder trials(int value) {
            trials = require(value, MOST_TRIALS, "trials");
            return this;
        }

        /** Epochs, or whatever an objective spends, of a whole evaluation, from 1; 1 unless set. */
        public Builder epochs(int value) {
            epochs = require(value, Integer.MAX_VALUE, "epochs");
            return this;
        }

        /** How often each trial is evaluated, each time with another seed, from 1; 1 unless set. */
        public Builder repeats(int value) {
            repeats = require(value, 1000, "repeats");
            return this;
        }

        /** What proposals and the seeds of trials depend on; 1 unless set. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** How many evaluations run at once, from 1, without influence on the result; 1 unless set. */
        public Builder parallel(int value) {
            parallel = require(value, 1024, "parallel");
            return this;
        }

        /** After which time no evaluation begins any more; unlimited unless set. A study that reaches it is not repeatable. */
        public Builder limit(@Nullable Duration value) {
            limit = value;
            return this;
        }

        /** Keeps what was done, and knows what is done already; nothing is kept unless set. The caller closes it. */
        public Builder journal(@Nullable Journal value) {
            journal = value;
            return this;
        }

        /** Is told how it goes. */
        public Builder listener(StudyListener value) {
            listener = value;
            return this;
        }

        private static int require(int value, int most, String what) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException("%s: %d; it must be from 1 to %d".formatted(what, value, most));
            }
            return value;
        }

        /**
         * Asks the strategy for its first proposals, and evaluates nothing.
         *
         * @throws InvalidInputException if it can make nothing of the space or the budget
         */
        public void check() {
            new Study(this).propose();
        }

        /**
         * Searches.
         *
         * @throws InvalidInputException if the strategy can make nothing of the space or the budget, or the journal cannot be
         *     written
         * @throws CancellationException if the thread was interrupted, or an evaluation was
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
                throw new IllegalStateException("a trial does not end");
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
                    space, spec.goal, Collections.unmodifiableList(trials), spec.trials, spec.epochs, streams));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("the strategy %s: %s".formatted(spec.strategy.name(), e.getMessage()), e);
        }
        int next = trials.size();
        for (Proposal proposal : proposals) {
            boolean goesOn = proposal.trial() < trials.size()
                    && proposal.epochs() > trials.get(proposal.trial()).last().epochs();
            if (!goesOn && proposal.trial() != next++) {
                throw new IllegalStateException("the strategy %s has proposed trial %d to %d epochs; the next is %d"
                        .formatted(spec.strategy.name(), proposal.trial(), proposal.epochs(), next - 1));
            }
        }
        return proposals;
    }

    private record Done(int index, int repeat, @Nullable Outcome outcome) {}

    /** Evaluates a round, but for what is known; says why not all of it, if so. */
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
                : "the time of %s is over".formatted(TimeLimit.text(Objects.requireNonNull(spec.limit)));
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

    /** Whether all repeats of a proposal have been evaluated; they are then a trial, or a further rung of one. */
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

    /** Makes an evaluation and records it; null if there is no time for it. */
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
