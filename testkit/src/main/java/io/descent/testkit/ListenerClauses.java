package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Listener;
import io.descent.testkit.GivenTraining.Course;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Clauses for listeners. */
final class ListenerClauses {
    private static final int EPOCHS = 20;

    /** How long to wait for what happens after a training, in milliseconds. */
    private static final long PAUSE = 200;

    private static final long LONGEST_PAUSE = 2000;

    private static final List<Course> COURSES = List.of(
            Course.of("whose cost falls", EPOCHS, epoch -> 2 / (1.0 + epoch)),
            Course.of("whose cost falls to 0", EPOCHS, epoch -> Math.max(0, 1 - 0.1 * epoch)),
            Course.of("whose cost stays the same", EPOCHS, epoch -> 0.5),
            Course.of("whose cost rises", EPOCHS, epoch -> 0.5 + epoch),
            Course.of("whose cost falls and rises again", EPOCHS, epoch -> 0.05 * Math.abs(epoch - 8)),
            Course.of("whose cost goes up and down", EPOCHS, epoch -> 1 + epoch % 3));

    private static final List<Course> UNUSUAL = List.of(
            new Course("of a single step", 0, 1, 1, Integer.MAX_VALUE, true, epoch -> 1),
            new Course("that ends before its first step", 0, EPOCHS, 5, 0, true, epoch -> 1),
            new Course("that ends in its first epoch", 0, EPOCHS, 5, 3, true, epoch -> 1),
            new Course("that ends in the middle of an epoch", 0, EPOCHS, 5, 12, true, epoch -> 1 / (1.0 + epoch)),
            new Course("without a dev set", 0, EPOCHS, 5, Integer.MAX_VALUE, false, epoch -> 1 / (1.0 + epoch)),
            new Course(
                    "that was resumed after epoch 7",
                    7,
                    EPOCHS,
                    5,
                    Integer.MAX_VALUE,
                    true,
                    epoch -> 1 / (1.0 + epoch)),
            new Course("that was resumed after its last epoch", EPOCHS, EPOCHS, 5, 0, true, epoch -> 1));

    private final Listener listener;

    ListenerClauses(Listener listener) {
        this.listener = listener;
    }

    List<Clause> all() {
        return List.of(
                // first, while state that the plugin should not keep is as at the start of the program
                new Clause("watches trainings of every course, and keeps its state in the session", this::isRepeatable),
                new Clause("watches trainings that are resumed, end early or have no dev set", this::survives),
                new Clause("watches several trainings at once", this::sessionsAreIndependent),
                new Clause("uses a training only until it is closed", this::releasesTrainings),
                new Clause("leaves no thread running", this::endsThreads),
                new Clause(
                        "may be used by several threads",
                        () -> Numbers.requireThreadSafe(() -> new GivenTraining(listener, COURSES.get(0)).run())));
    }

    private void survives() {
        UNUSUAL.forEach(course -> new GivenTraining(listener, course).run());
    }

    private void isRepeatable() {
        List<double[]> first = new ArrayList<>();
        COURSES.forEach(course -> first.add(new GivenTraining(listener, course).run()));
        for (int i = 0; i < COURSES.size(); i++) {
            double[] again = new GivenTraining(listener, COURSES.get(i)).run();
            requireSame(
                    first.get(i),
                    again,
                    "a second training %s is stopped %s, the first one was stopped %s: keep state in the session, not in the plugin",
                    COURSES.get(i));
        }
    }

    private static void requireSame(double[] expected, double[] actual, String mistake, Course course) {
        if (!Arrays.equals(expected, actual)) {
            fail(mistake.formatted(course.description(), text(actual), text(expected)));
        }
    }

    private static String text(double... steps) {
        return steps.length == 0 ? "never" : "after step %.0f".formatted(steps[0]);
    }

    /** Lets all trainings take turns. */
    private void sessionsAreIndependent() {
        List<double[]> alone = new ArrayList<>();
        COURSES.forEach(course -> alone.add(new GivenTraining(listener, course).run()));
        List<GivenTraining> trainings = COURSES.stream()
                .map(course -> new GivenTraining(listener, course))
                .toList();
        trainings.forEach(GivenTraining::open);
        boolean advances = true;
        while (advances) {
            advances = false;
            for (GivenTraining training : trainings) {
                advances |= training.advance();
            }
        }
        trainings.forEach(GivenTraining::close);
        for (int i = 0; i < trainings.size(); i++) {
            requireSame(
                    alone.get(i),
                    trainings.get(i).stops(),
                    "next to other trainings, a training %s is stopped %s, alone it was stopped %s: open a new session for each training, with its own state",
                    COURSES.get(i));
        }
    }

    private void releasesTrainings() throws InterruptedException {
        List<GivenTraining> trainings = COURSES.stream()
                .map(course -> new GivenTraining(listener, course))
                .toList();
        trainings.forEach(GivenTraining::run);
        Thread.sleep(PAUSE);
        if (trainings.stream().anyMatch(GivenTraining::isLate)) {
            fail("it uses a training after close(): keep no training in the plugin, and end threads in close()");
        }
    }

    /** Threads that a thread starts belong to its group. */
    private void endsThreads() throws InterruptedException {
        ThreadGroup group = new ThreadGroup("a listener");
        Thread training = new Thread(group, () -> new GivenTraining(listener, COURSES.get(0)).run());
        training.setUncaughtExceptionHandler((thread, failure) -> {}); // another clause reports it
        training.start();
        training.join();
        long end = System.nanoTime() + LONGEST_PAUSE * 1_000_000;
        while (!running(group).isEmpty() && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        if (!running(group).isEmpty()) {
            fail("after close() its thread '%s' still runs and keeps the program from ending: stop it in close()"
                    .formatted(running(group).get(0).getName()));
        }
    }

    private static List<Thread> running(ThreadGroup group) {
        Thread[] threads = new Thread[100];
        int count = group.enumerate(threads);
        return Arrays.stream(threads, 0, count)
                .filter(thread -> thread.isAlive() && !thread.isDaemon())
                .toList();
    }
}
