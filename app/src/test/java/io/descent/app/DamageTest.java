package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.google.inject.Guice;
import com.google.inject.Injector;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.run.RunCheck;
import io.descent.core.run.RunReader;
import io.descent.core.run.RunWriter;
import io.descent.core.search.Journal;
import io.descent.core.training.Checkpoint;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingRun;
import io.descent.core.wiring.PluginsModule;
import io.descent.core.wiring.Trainings;
import io.descent.inference.file.internal.Json;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Every flipped bit and every torn end of what Descent writes is noticed. */
class DamageTest {
    /** Says for every damaged checkpoint that it goes back to an older one. */
    private static final Logger WARNINGS = (Logger) LoggerFactory.getLogger("io.descent.core.run.Checkpoints");

    private static final Injector INJECTOR = Guice.createInjector(new PluginsModule(DamageTest.class.getClassLoader()));
    private static final ExperimentFile READER = INJECTOR.getInstance(ExperimentFile.class);
    private static final PluginRegistry REGISTRY = READER.registry();

    /** Completed epochs of the unfinished run, and of its two checkpoints. */
    private static final int EPOCHS = 5;

    private static final int NEWER = 4;
    private static final int OLDER = 2;

    @TempDir
    static Path folder;

    /** A finished run, one that was killed in its sixth epoch, and a study. */
    private static Path finished;

    private static Path unfinished;
    private static Path study;
    private static Path studyFile;

    @FunctionalInterface
    private interface Check {
        /** Reads a damaged file. */
        void run(int position) throws IOException;
    }

    /** The process ends here, as if killed. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeAll
    static void write() throws IOException {
        WARNINGS.setLevel(Level.OFF);
        Path file = Files.writeString(folder.resolve("e.yaml"), """
                data: {generator: {moons: {examples: 40}}, split: 60/0/40}
                network: {hidden: []}
                training: {epochs: 7, batch-size: 12, optimizer: gradient-descent}
                checkpoint: {every: 2 epochs}
                """);
        finished = folder.resolve("finished");
        unfinished = folder.resolve("unfinished");
        good("train", file, "--quiet", "--no-pictures", "--out", finished);
        try (RunWriter run = RunWriter.create(unfinished, false)) {
            run.train(trainer(file, run, new TrainingListener() {
                @Override
                public void onStep(TrainingRun at) {
                    if (at.epoch() == EPOCHS) {
                        throw new Killed();
                    }
                }
            }));
        } catch (Killed e) {
            assertThat(newest(unfinished).description().epoch()).isEqualTo(NEWER);
        }
        assertThat(Files.readAllLines(metrics())).hasSize(EPOCHS);
        studyFile = Files.writeString(folder.resolve("study.yaml"), """
                data: {generator: {moons: {examples: 40}}}
                network: {hidden: []}
                training: {epochs: 1, batch-size: 12}
                search: {trials: 1, strategy: random, space: {training.learning-rate: [0.1, 1]}}
                """);
        study = folder.resolve("study");
        good("tune", studyFile, "--out", study, "--no-pictures", "--quiet");
    }

    @AfterAll
    static void warnAgain() {
        WARNINGS.setLevel(null);
    }

    private static Trainer trainer(Path file, TrainingListener... listeners) {
        Experiment asked = READER.read(file, List.of());
        TrainingData data = TrainingData.load(asked.dataToLoad(), asked.precision(), asked.streams());
        Trainings trainings = INJECTOR.getInstance(Trainings.class);
        return trainings.trainer(trainings.resolve(asked, data.summary()), data, List.of(listeners));
    }

    private static Path metrics() {
        return unfinished.resolve("metrics.jsonl");
    }

    private static Checkpoint newest(Path run) {
        return new RunReader(run, READER).checkpoint();
    }

    /** Flips the bits of a file, one at a time, and returns their number. */
    private static int flip(Path file, int each, Check check) throws IOException {
        byte[] good = Files.readAllBytes(file);
        int flipped = 0;
        int bit = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (; bit < good.length * Byte.SIZE; bit += each) {
                int position = bit / Byte.SIZE;
                int bad = good[position] ^ (1 << (bit % Byte.SIZE));
                channel.write(ByteBuffer.wrap(new byte[] {(byte) bad}), position);
                check.run(position);
                channel.write(ByteBuffer.wrap(good, position, 1), position);
                flipped++;
            }
        } catch (Throwable e) {
            throw new AssertionError("bit " + bit + " of " + file, e);
        } finally {
            Files.write(file, good);
        }
        return flipped;
    }

    private static void print(String file, int bits) {
        System.out.printf("every bit of %s was flipped: %,d of %,d were noticed%n", file, bits, bits);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void everyBitOfAModel() throws IOException {
        Path model = finished.resolve("model");
        assertThat(files(model)).extracting(Path::getFileName).hasSize(3);
        ModelFile.load(model, REGISTRY);
        int bits = 0;
        for (Path file : files(model)) {
            bits += flip(file, 1, position -> requireDamaged(() -> ModelFile.load(model, REGISTRY), file));
        }
        print("a model", bits);
        ModelFile.load(model, REGISTRY);
    }

    private static void requireDamaged(Runnable reading, Path file) {
        Throwable thrown = catchThrowable(reading::run);
        assertThat(thrown).isInstanceOf(InvalidInputException.class).hasMessageStartingWith(file + ": ");
        assertThat(thrown.getMessage()).containsAnyOf("is damaged", "is not UTF-8 text");
    }

    @Test
    void everyBitOfACheckpoint() throws IOException {
        Path newer = checkpoint(1);
        Path older = checkpoint(0);
        int bits = 0;
        int back = 0;
        for (Path file : files(newer)) {
            bits += flip(
                    file,
                    1,
                    position -> requireDamaged(() -> Checkpoint.read(newer, epochs -> List.of(), REGISTRY), file));
            back += flip(
                    file,
                    101,
                    position ->
                            assertThat(newest(unfinished).description().epoch()).isEqualTo(OLDER));
        }
        print("a checkpoint", bits);
        assertThat(back).isPositive();
        flip(
                files(newer).get(0),
                1009,
                position -> flip(
                        files(older).get(0),
                        1009,
                        other -> requireDamaged(
                                () -> newest(unfinished), files(newer).get(0))));
        assertThat(newest(unfinished).description().epoch()).isEqualTo(NEWER);
    }

    private static Path checkpoint(int number) throws IOException {
        List<Path> checkpoints = files(unfinished.resolve("checkpoints"));
        assertThat(checkpoints).hasSize(2);
        return checkpoints.get(number);
    }

    /** Ends of the lines of a file, in bytes. */
    private static List<Integer> ends(byte[] text) {
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                ends.add(i + 1);
            }
        }
        return ends;
    }

    /** The number of a byte's line, from 1. */
    private static int line(List<Integer> ends, int position) {
        return 1 + (int) ends.stream().filter(end -> end <= position).count();
    }

    @Test
    void everyBitOfTheMetricsOfAnUnfinishedRun() throws IOException {
        List<Integer> ends = ends(Files.readAllBytes(metrics()));
        int bits = flip(metrics(), 1, position -> {
            int line = line(ends, position);
            RunCheck check = new RunReader(unfinished, READER).check();
            assertThat(check.problems()).hasSize(1);
            assertThat(check.problems().get(0)).startsWith(metrics() + ": line " + line + " is ");
            requireUsed(line - 1);
        });
        print("the metrics of an unfinished run", bits);
    }

    /** Only a checkpoint whose epochs all have good metrics is used. */
    private static void requireUsed(int lines) {
        if (lines < OLDER) {
            assertThatThrownBy(() -> newest(unfinished))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(metrics() + ": line " + (lines + 1) + " is ")
                    .hasMessageEndingWith("; the checkpoint needs the metrics of 4 epochs");
        } else {
            assertThat(newest(unfinished).description().epoch()).isEqualTo(lines < NEWER ? OLDER : NEWER);
        }
    }

    @Test
    void tornMetricsAreWrittenAgain() throws IOException {
        byte[] text = Files.readAllBytes(metrics());
        List<Integer> ends = ends(text);
        TrainedRun whole = TrainedRun.read(finished);
        int resumed = 0;
        for (int length = 0; length < text.length; length++) {
            int lines = line(ends, length) - 1;
            Files.write(metrics(), Arrays.copyOf(text, length));
            requireUsed(lines);
            if (lines >= OLDER && (length % 100 == 0 || ends.contains(length))) {
                Path again = folder.resolve("torn-" + length);
                TestFolders.copy(unfinished, again);
                good("train", "--resume", again, "--quiet", "--no-pictures");
                assertThat(TrainedRun.read(again)).isEqualTo(whole);
                good("verify", again);
                resumed++;
            }
        }
        Files.write(metrics(), text);
        System.out.printf("the metrics were torn at %d places; %d of these runs were resumed%n", text.length, resumed);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> definition() throws IOException {
        String first = Files.readAllLines(study.resolve(Journal.FILE)).get(0);
        return (Map<String, Object>) Json.read(first).get("definition");
    }

    /** Opens the journal to resume the study and returns how many bytes were dropped. */
    private static long dropped(Map<String, Object> definition) {
        try (Journal journal = Journal.open(study, definition, true)) {
            return journal.dropped();
        }
    }

    @Test
    void everyBitOfAJournal() throws IOException {
        Path file = study.resolve(Journal.FILE);
        Map<String, Object> definition = definition();
        byte[] good = Files.readAllBytes(file);
        List<Integer> ends = ends(good);
        int last = ends.get(ends.size() - 2);
        int lastTwo = ends.get(ends.size() - 3);
        assertThat(dropped(definition)).isZero();
        int[] opened = {0};
        int bits = flip(file, 1, position -> {
            int line = line(ends, position);
            assertThat(Journal.check(study)).startsWith(file + ": line " + line + " is ");
            if (position < last - 1) {
                if (opened[0]++ % 11 > 0) { // what is noticed is refused, too; opening takes longer than checking
                    return;
                }
                assertThatThrownBy(() -> dropped(definition))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageStartingWith(file + ": ")
                        .message()
                        .containsAnyOf("its first line is ", "has format ", "line " + line + " is damaged: ");
            } else {
                int kept = position < last ? lastTwo : last; // without its end, a line is one with the next
                assertThat(dropped(definition)).isEqualTo(good.length - kept);
                assertThat(Files.readAllBytes(file)).isEqualTo(Arrays.copyOf(good, kept));
                Files.write(file, good);
            }
        });
        print("the journal of a study", bits);
    }

    @Test
    void aTornJournalIsHealed() throws IOException {
        Path file = study.resolve(Journal.FILE);
        Map<String, Object> definition = definition();
        byte[] text = Files.readAllBytes(file);
        List<Integer> ends = ends(text);
        List<String> lines = new String(text, StandardCharsets.UTF_8).lines().toList();
        List<String> facts = TuneTest.facts(study);
        List<String> outcome = TuneTest.outcome(study);
        int resumed = 0;
        int torn = 0;
        for (int length = 0; length < text.length; length++) {
            if (length % 7 > 0 && !ends.contains(length) && !ends.contains(length + 1)) {
                continue;
            }
            torn++;
            Files.write(file, Arrays.copyOf(text, length));
            if (length < ends.get(0)) {
                assertThatThrownBy(() -> dropped(definition))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("is not the journal of a study; its first line is ");
                continue;
            }
            int kept = 0;
            for (int i = 0; i < lines.size(); i++) {
                // the epochs of a trial count when it has ended
                if (ends.get(i) <= length && !lines.get(i).startsWith("{\"fact\":\"epoch\"")) {
                    kept = ends.get(i);
                }
            }
            assertThat(dropped(definition)).as("torn at " + length).isEqualTo(length - kept);
            assertThat(Files.size(file)).isEqualTo(kept);
            if (length % 400 == 0 || ends.contains(length)) {
                good("tune", studyFile, "--out", study, "--resume", "--no-pictures", "--quiet");
                assertThat(TuneTest.facts(study)).isEqualTo(facts);
                assertThat(TuneTest.outcome(study)).isEqualTo(outcome);
                resumed++;
            }
        }
        Files.write(file, text);
        System.out.printf("a journal was torn at %d places; %d of these studies were resumed%n", torn, resumed);
    }
}
