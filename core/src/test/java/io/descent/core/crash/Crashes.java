package io.descent.core.crash;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts an action at each of its operations, in every way, and looks at what is left.
 *
 * <pre>{@code
 * Crashes.Table table = Crashes.everyOperation(
 *         root -> write(root, "old"), root -> write(root, "new"), (root, point) -> read(root));
 * }</pre>
 */
public final class Crashes {
    private static final int MOST_SHOWN = 10;

    private Crashes() {}

    /** Works on the files in a folder. */
    @FunctionalInterface
    public interface Action {
        /** Does the work; may throw anything when operations fail. */
        void run(Path root) throws Exception;
    }

    /** Looks at what an interrupted action left. */
    @FunctionalInterface
    public interface Check {
        /**
         * Names what a reader finds, in a word for the table such as "old" or "new", or throws.
         *
         * @param root may be read and changed
         */
        String outcome(Path root, Point point) throws Exception;
    }

    /** Ways of interrupting an action at an operation. */
    private enum Injection {
        FAILS("fails once", CrashFileSystem::failAt, false),
        FAILS_HALFWAY("fails halfway", CrashFileSystem::failHalfway, true),
        FULL("disk full", CrashFileSystem::fullFrom, false),
        ALL_FAIL("all fail", CrashFileSystem::failFrom, false),
        CRASH("", CrashFileSystem::crashFrom, false),
        CRASH_HALFWAY("half written", CrashFileSystem::crashHalfway, true);

        private final String label;
        private final ObjIntConsumer<CrashFileSystem> plan;
        /** Whether it differs from another one only at a write. */
        private final boolean onlyWrites;

        Injection(String label, ObjIntConsumer<CrashFileSystem> plan, boolean onlyWrites) {
            this.label = label;
            this.plan = plan;
            this.onlyWrites = onlyWrites;
        }

        boolean appliesTo(Operation operation) {
            return onlyWrites ? operation.canBeCut() : this != FULL || operation.needsSpace();
        }

        boolean isCrash() {
            return this == CRASH || this == CRASH_HALFWAY;
        }
    }

    /**
     * One interruption.
     *
     * @param number of the operation; one more than there are operations for a crash after the action
     * @param operation null after the action
     * @param mode "fails once", "fails halfway" (of a write), "disk full" or "all fail", both from this operation on;
     *     after a crash "kept", "lost", "torn", "zeros", "names only", or "half written" (and kept)
     * @param unsynced null if the process lives on
     * @param thrown what the action threw; null if it returned
     */
    public record Point(
            int number,
            @Nullable Operation operation,
            String mode,
            @Nullable Unsynced unsynced,
            @Nullable Throwable thrown) {
        /** Whether the action returned, so that the caller believes that all is well. */
        public boolean returned() {
            return thrown == null;
        }

        @Override
        public String toString() {
            return (operation == null ? "after the last operation" : "operation " + operation) + ": " + mode;
        }
    }

    /**
     * What was found at one interruption.
     *
     * @param problem what the check threw; null if all is well
     */
    private record Outcome(
            Point point, String label, @Nullable Throwable problem) {}

    /** What was found at every interruption of an action. */
    public static final class Table {
        private final List<Operation> operations;
        private final List<Outcome> outcomes = new ArrayList<>();

        private Table(List<Operation> operations) {
            this.operations = operations;
        }

        /** The operations of the action when nothing goes wrong. */
        public List<Operation> operations() {
            return operations;
        }

        /** The number of interruptions. */
        public int points() {
            return outcomes.size();
        }

        /** How often each outcome was found, in the order of first appearance; "FAILED" where the check threw. */
        public Map<String, Integer> counts() {
            Map<String, Integer> counts = new LinkedHashMap<>();
            outcomes.forEach(outcome -> counts.merge(outcome.label, 1, Integer::sum));
            return counts;
        }

        /** The places where the check threw, each with its message. */
        public List<String> problems() {
            return outcomes.stream()
                    .filter(outcome -> outcome.problem != null)
                    .map(outcome -> outcome.point
                            + " (the action "
                            + (outcome.point.returned() ? "returned" : "threw " + outcome.point.thrown)
                            + ") -> " + outcome.problem)
                    .toList();
        }

        /** Throws an error that names the places where the check threw. */
        public Table requireNoProblem() {
            List<String> problems = problems();
            if (!problems.isEmpty()) {
                Throwable first = outcomes.stream()
                        .map(Outcome::problem)
                        .filter(problem -> problem != null)
                        .findFirst()
                        .orElseThrow();
                fail(
                        "%d of %d interruptions went wrong:%n%s%s",
                        problems.size(),
                        points(),
                        problems.stream().limit(MOST_SHOWN).collect(Collectors.joining("\n")),
                        problems.size() > MOST_SHOWN ? "\n..." : "",
                        first);
            }
            return this;
        }

        /** One line: how many operations, interruptions and outcomes of each kind. */
        public String summary() {
            return "%d operations, %d interruptions: %s"
                    .formatted(
                            operations.size(),
                            points(),
                            counts().entrySet().stream()
                                    .map(count -> count.getKey() + " " + count.getValue())
                                    .collect(Collectors.joining(", ")));
        }

        /** The summary, then one line per operation: {@code operation 2 write x, 9 bytes: kept, lost -> old; torn -> new}. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(summary());
            for (int n = 1; n <= operations.size() + 1; n++) {
                Map<String, List<String>> modes = new LinkedHashMap<>();
                for (Outcome outcome : outcomes) {
                    if (outcome.point.number == n) {
                        modes.computeIfAbsent(outcome.label, label -> new ArrayList<>())
                                .add(outcome.point.mode);
                    }
                }
                text.append(
                                n > operations.size()
                                        ? "\nafter the last operation"
                                        : "\noperation " + operations.get(n - 1))
                        .append(modes.entrySet().stream()
                                .map(entry -> String.join(", ", entry.getValue()) + " -> " + entry.getKey())
                                .collect(Collectors.joining("; ", ": ", "")));
            }
            return text.toString();
        }
    }

    /**
     * Interrupts an action at each of its operations, as {@link #survey} does.
     *
     * @throws AssertionError if a check threw; names each operation and the way it was interrupted
     */
    public static Table everyOperation(Action setup, Action action, Check check) throws Exception {
        return survey(prepared(setup), action, check).requireNoProblem();
    }

    /** A file system on which a setup has run, with everything on the disk for certain. */
    public static CrashFileSystem prepared(Action setup) throws Exception {
        CrashFileSystem fileSystem = new CrashFileSystem();
        setup.run(fileSystem.root());
        fileSystem.sync();
        return fileSystem;
    }

    /**
     * Interrupts an action at each of its operations: the operation fails once, or writes half and fails; from it on,
     * the disk is full, or everything fails; or the system crashes, once with each way of losing unsynced changes. The
     * last interruptions are crashes after the action has returned. Where nothing crashes, the check sees the disk
     * repaired; after a crash, it sees what a reboot finds.
     *
     * @param prepared is copied, for each interruption anew, and does not change
     * @param action should do the same operations each time
     */
    public static Table survey(CrashFileSystem prepared, Action action, Check check) throws Exception {
        CrashFileSystem whole = prepared.afterCrash(Unsynced.KEPT);
        action.run(whole.root());
        Table table = new Table(whole.operations());
        for (int n = 1; n <= table.operations.size(); n++) {
            for (Injection injection : Injection.values()) {
                if (injection.appliesTo(table.operations.get(n - 1))) {
                    interrupt(prepared, n, injection, action, check, table);
                }
            }
        }
        lookAfterCrash(whole, table.operations.size() + 1, null, Injection.CRASH, null, check, table);
        return table;
    }

    private static void interrupt(
            CrashFileSystem prepared, int n, Injection injection, Action action, Check check, Table table) {
        CrashFileSystem fileSystem = prepared.afterCrash(Unsynced.KEPT);
        injection.plan.accept(fileSystem, n);
        Throwable thrown = null;
        try {
            action.run(fileSystem.root());
        } catch (Throwable e) {
            thrown = e;
        }
        List<Operation> done = fileSystem.operations();
        Operation operation = n <= done.size() ? done.get(n - 1) : table.operations.get(n - 1);
        if (!injection.isCrash()) {
            fileSystem.repair();
            look(fileSystem, new Point(n, operation, injection.label, null, thrown), check, table);
        } else {
            lookAfterCrash(fileSystem, n, operation, injection, thrown, check, table);
        }
    }

    private static void lookAfterCrash(
            CrashFileSystem fileSystem,
            int n,
            @Nullable Operation operation,
            Injection injection,
            @Nullable Throwable thrown,
            Check check,
            Table table) {
        if (injection == Injection.CRASH_HALFWAY) {
            Point point = new Point(n, operation, injection.label, Unsynced.KEPT, thrown);
            look(fileSystem.afterCrash(Unsynced.KEPT), point, check, table);
            return;
        }
        for (Unsynced mode : Unsynced.values()) {
            String label = mode.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            look(fileSystem.afterCrash(mode), new Point(n, operation, label, mode, thrown), check, table);
        }
    }

    private static void look(CrashFileSystem after, Point point, Check check, Table table) {
        try {
            table.outcomes.add(new Outcome(point, check.outcome(after.root(), point), null));
        } catch (Throwable e) {
            table.outcomes.add(new Outcome(point, "FAILED", e));
        }
    }
}
