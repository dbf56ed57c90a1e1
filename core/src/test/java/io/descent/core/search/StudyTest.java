package io.descent.core.search;

import static io.descent.core.search.StrategiesTest.study;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.file.internal.LineChain;
import io.descent.core.search.NumberRange.Scale;
import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTest {
    private static final Map<String, Object> DEFINITION = Map.of("experiment", Map.of("seed", 1), "search", "x");

    @TempDir
    Path folder;

    /** A study with three epochs per trial and a journal; some trials fail. */
    private Study.Builder recorded(Journal journal) {
        Objective objective = assignment -> {
            double value = StrategiesTest.value(assignment.values());
            for (int epoch = 1; epoch <= assignment.epochs(); epoch++) {
                assignment.report(epoch, epoch == 2 ? Double.NaN : value + 1.0 / epoch, 1.0 / epoch);
            }
            if (assignment.trial() % 5 == 3) {
                throw new TrialFailure("five", new IllegalStateException());
            }
            return new Objective.Result(value + assignment.seed() * 1e-12, assignment.epochs(), "abc");
        };
        Space space = study(new RandomSearch()).run().space();
        return Study.of(space, objective)
                .strategy(new SuccessiveHalving(3, 1))
                .trials(11)
                .epochs(3)
                .repeats(2)
                .journal(journal);
    }

    private static List<String> sorted(Path journal) throws IOException {
        return Files.readAllLines(journal).stream()
                .map(line -> line.replaceAll("\"(seconds|elapsed)\":[-+.0-9E]+|\"crc32c\":\"[0-9a-f]+\"", ""))
                .sorted()
                .toList();
    }

    private StudyResult run(Path at, boolean resume, int parallel) {
        try (Journal journal = Journal.open(at, DEFINITION, resume)) {
            return recorded(journal).parallel(parallel).run();
        }
    }

    @Test
    void theJournalIsTheSameForAnyNumberOfThreads() throws IOException {
        run(folder.resolve("1"), false, 1);
        run(folder.resolve("2"), false, 2);
        run(folder.resolve("4"), false, 4);
        List<String> expected = sorted(folder.resolve("1").resolve(Journal.FILE));
        assertThat(expected).hasSizeGreaterThan(40);
        assertThat(sorted(folder.resolve("2").resolve(Journal.FILE))).isEqualTo(expected);
        assertThat(sorted(folder.resolve("4").resolve(Journal.FILE))).isEqualTo(expected);
    }

    @Test
    void aStudyGoesOnFromAJournalThatWasCutAtAnyByte() throws IOException {
        Path whole = folder.resolve("whole");
        StudyResult expected = run(whole, false, 1);
        byte[] bytes = Files.readAllBytes(whole.resolve(Journal.FILE));
        List<String> lines = sorted(whole.resolve(Journal.FILE));
        int header = indexOf(bytes, (byte) '\n') + 1;
        for (int cut = header; cut <= bytes.length; cut += cut < header + 200 ? 1 : 61) {
            Path part = folder.resolve("part");
            Files.createDirectories(part);
            Files.write(part.resolve(Journal.FILE), Arrays.copyOf(bytes, cut));
            StudyResult result = run(part, true, 1);
            assertThat(sorted(part.resolve(Journal.FILE))).as("cut at %d", cut).isEqualTo(lines);
            assertThat(result.best().orElseThrow().number())
                    .isEqualTo(expected.best().orElseThrow().number());
            assertThat(result.importance()).isEqualTo(expected.importance());
        }
    }

    private static int indexOf(byte[] bytes, byte wanted) {
        int i = 0;
        while (bytes[i] != wanted) {
            i++;
        }
        return i;
    }

    @Test
    void aFinishedStudyEvaluatesNothingAgain() {
        run(folder, false, 2);
        AtomicInteger calls = new AtomicInteger();
        try (Journal journal = Journal.open(folder, DEFINITION, true)) {
            assertThat(journal.dropped()).isZero();
            Study.of(recorded(journal).run().space(), assignment -> {
                        calls.incrementAndGet();
                        return new Objective.Result(1);
                    })
                    .strategy(new SuccessiveHalving(3, 1))
                    .trials(11)
                    .epochs(3)
                    .repeats(2)
                    .journal(journal)
                    .run();
        }
        assertThat(calls).hasValue(0);
    }

    /** The lines with new checksums. */
    private static List<String> sealed(List<String> lines) {
        LineChain chain = new LineChain();
        return lines.stream()
                .map(line -> chain.seal(line.replaceFirst(",\"crc32c\":\"[0-9a-f]{8}\"}$", "}")))
                .toList();
    }

    private void refused(Map<String, Object> definition, String... words) {
        assertThatThrownBy(() -> Journal.open(folder, definition, true).close())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContainingAll(words);
    }

    @Test
    void journalsThatDoNotBelongHereAreRefusedAndLeftAlone() throws IOException {
        Path file = folder.resolve(Journal.FILE);
        refused(DEFINITION, "is missing; a study can be resumed only from its journal");
        run(folder, false, 1);
        byte[] good = Files.readAllBytes(file);
        assertThatThrownBy(() -> Journal.open(folder, DEFINITION, false))
                .hasMessageContaining("already contains a study; resume it with --resume");
        refused(
                Map.of("experiment", Map.of("seed", 2), "search", "x"),
                "is the journal of a different study",
                "experiment.seed was 1 and is now 2");
        Map<String, Object> turned = new LinkedHashMap<>();
        List.of("search", "experiment").forEach(key -> turned.put(key, DEFINITION.get(key)));
        Map<String, Object> straight = new LinkedHashMap<>();
        List.of("experiment", "search").forEach(key -> straight.put(key, DEFINITION.get(key)));
        for (Map<String, Object> order : List.of(turned, straight)) {
            if (!Json.line(order).equals(Json.line(DEFINITION))) {
                refused(order, "keys or options are in a different order");
            }
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(good);

        List<String> lines = Files.readAllLines(file);
        for (String damage :
                List.of("nonsense", "{\"fact\":\"new\"}", "{\"fact\":\"finished\",\"trial\":\"x\"}", "[1]")) {
            List<String> changed = new ArrayList<>(lines);
            changed.set(5, damage);
            Files.write(file, changed);
            refused(DEFINITION, "line 6 is damaged: its checksum is wrong or missing; the journal is damaged");
            changed.set(5, damage.equals("nonsense") ? "{\"fact\":1}" : damage);
            Files.write(file, sealed(changed));
            refused(DEFINITION, "line 6 is not a journal entry; the journal is damaged");
        }
        List<String> changed = new ArrayList<>(lines);
        int finished = 0;
        while (!lines.get(finished).contains("\"fact\":\"finished\"")) {
            finished++;
        }
        changed.add(lines.get(finished));
        Files.write(file, sealed(changed));
        refused(DEFINITION, "a second time");
        changed = new ArrayList<>(lines);
        changed.remove(finished);
        Files.write(file, changed);
        refused(DEFINITION, "its checksum is wrong or missing");
        Files.write(file, sealed(changed));
        refused(DEFINITION, "comes before the end of trial");
        for (String number : List.of("-1", "1e999", "\"x\"", "null", "1.5", "99999999999")) {
            changed = new ArrayList<>(lines);
            changed.set(finished, lines.get(finished).replaceFirst("\"epochs\":\\d+", "\"epochs\":" + number));
            Files.write(file, sealed(changed));
            refused(DEFINITION, "line %d is not a journal entry".formatted(finished + 1));
        }

        Files.write(file, Arrays.copyOf(good, 20));
        refused(DEFINITION, "its first line is incomplete");
        Files.write(file, new byte[0]);
        refused(DEFINITION, "its first line is missing");
        Files.writeString(file, "a,b\n1,2\n");
        refused(DEFINITION, "its first line is damaged");
        Files.write(file, sealed(List.of("{\"fact\":\"other\",\"crc32c\":\"00000000\"}")));
        refused(DEFINITION, "does not describe a study");
        Files.writeString(file, "{\"fact\":\"study\",\"format\":7,\"definition\":{}}\n");
        refused(DEFINITION, "has format 7");
    }

    @Test
    void otherProposalsThanTheJournalsAreRefused() {
        run(folder, false, 1);
        try (Journal journal = Journal.open(folder, DEFINITION, true)) {
            assertThatThrownBy(() -> recorded(journal).seed(2).run())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("the recorded hyperparameters of trial 0 differ");
        }
    }

    @Test
    void twoCannotWorkOnOneStudy() {
        Journal journal = Journal.open(folder, DEFINITION, false);
        refused(DEFINITION, "another process is working on this study");
        journal.close();
        Journal.open(folder, DEFINITION, true).close();
    }

    @Test
    void aTimeLimitEndsAStudyThatIsThenNotRepeatable() {
        Objective slow = assignment -> {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new CancellationException();
            }
            return new Objective.Result(assignment.trial());
        };
        Space space = Space.builder().number("x", Scale.LINEAR, 0, 1).build();
        int done;
        try (Journal journal = Journal.open(folder, DEFINITION, false)) {
            StudyResult result = Study.of(space, slow)
                    .trials(100_000)
                    .limit(Duration.ofMillis(300))
                    .journal(journal)
                    .run();
            assertThat(result.isRepeatable()).isFalse();
            assertThat(result.stopped()).isEqualTo("the time limit of 300 ms was reached");
            done = result.trials().size();
            assertThat(done).isBetween(1, 50);
        }
        try (Journal journal = Journal.open(folder, DEFINITION, true)) {
            StudyResult again = Study.of(space, slow)
                    .trials(100_000)
                    .limit(Duration.ofHours(1))
                    .journal(journal)
                    .run();
            assertThat(again.trials()).hasSize(done);
            assertThat(again.stopped()).isEqualTo("the time limit of 300 ms was reached");
        }
    }

    @Test
    void repeatsHaveSeedsOfTheirOwnAndAMargin() {
        Set<Long> seeds = new HashSet<>();
        StudyResult result = Study.of(
                        Space.builder().number("x", Scale.LINEAR, 0, 1).build(), assignment -> {
                            assertThat(assignment.seed()).isBetween(0L, (1L << 31) - 1);
                            assertThat(seeds.add(assignment.seed())).isTrue();
                            return new Objective.Result(assignment.repeat() + 1);
                        })
                .trials(10)
                .repeats(3)
                .run();
        assertThat(seeds).hasSize(30).contains(Study.seed(1, 0, 0), Study.seed(1, 9, 2));
        Trial trial = result.trials().get(0);
        assertThat(trial.value()).isEqualTo(2);
        // mean of 1, 2, 3: t(0.975, 2) = 4.302653 times 1 / sqrt(3)
        assertThat(trial.margin().orElseThrow()).isCloseTo(4.302653 / Math.sqrt(3), within(1e-5));
    }

    @Test
    void aDefectOfTheObjectiveEndsTheStudy() {
        assertThatThrownBy(() -> Study.of(
                                Space.builder().number("x", Scale.LINEAR, 0, 1).build(), assignment -> {
                                    throw new IllegalStateException("a defect");
                                })
                        .parallel(3)
                        .run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a defect");
    }

    @Test
    void valuesThatAreNotFiniteAreFailures() {
        StudyResult result = Study.of(
                        Space.builder().number("x", Scale.LINEAR, 0, 1).build(),
                        assignment -> new Objective.Result(Double.POSITIVE_INFINITY))
                .trials(2)
                .run();
        assertThat(result.trials().get(1).failure()).isEqualTo("the value is Infinity");
    }

    /** Time must grow linearly with the number of trials; quadratic growth would take hours. */
    @Test
    void aHundredThousandTrialsStayLinear() throws IOException {
        try (Journal journal = Journal.open(folder, DEFINITION, false)) {
            StudyResult result = study(new RandomSearch())
                    .trials(100_000)
                    .parallel(2)
                    .journal(journal)
                    .run();
            assertThat(result.trials()).hasSize(100_000);
            assertThat(result.importance()).hasSize(4);
        }
        assertThat(Files.size(folder.resolve(Journal.FILE))).isLessThan(100_000 * 400L);
        try (Journal journal = Journal.open(folder, DEFINITION, true)) {
            StudyResult again = Study.of(study(new RandomSearch()).run().space(), assignment -> {
                        throw new IllegalStateException();
                    })
                    .trials(100_000)
                    .journal(journal)
                    .run();
            assertThat(again.trials()).hasSize(100_000);
        }
    }
}
