package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.run.RunWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts two processes at once that train into one folder: one works, the other is refused. {@code -Ddescent.pairs=100}, as
 * in the profile {@code full}, starts more pairs.
 */
class TwoProcessesTest {
    private static final int PAIRS = Integer.getInteger("descent.pairs", 5);
    private static final int REFUSED = 2;
    private static final String OCCUPIED = "another process is writing a run to this folder";
    private static final String WITHOUT_END = "training.epochs=1000000";

    @TempDir
    Path folder;

    private Path file;
    /** Uninterrupted runs by seed. */
    private Map<Integer, TrainedRun> whole;

    /**
     * Two processes, of which one was refused.
     *
     * @param seed of the one that works
     */
    private record Pair(CommandProcess works, int seed, CommandProcess refused) {}

    @BeforeEach
    void train() throws IOException {
        file = Files.writeString(folder.resolve("e.yaml"), """
                data: {generator: {moons: {examples: 400, noise: 0.2}}}
                network: {hidden: [{units: 8}]}
                training: {epochs: 25, batch-size: 8, report-every: 1}
                checkpoint: {every: 5 ms}
                """);
        for (int seed = 1; seed <= 2; seed++) {
            Path run = folder.resolve("whole-" + seed);
            good("train", file, "--quiet", "--no-pictures", "--seed", seed, "--out", run);
        }
        whole = Map.of(1, TrainedRun.read(folder.resolve("whole-1")), 2, TrainedRun.read(folder.resolve("whole-2")));
    }

    @Test
    @Timeout(1200)
    void oneWorksAndTheOtherIsRefused() throws IOException, InterruptedException {
        Path unfinished = unfinished();
        int occupied = 0;
        for (int i = 0; i < PAIRS; i++) {
            Path at = folder.resolve("pair-" + i);
            Pair pair = switch (i % 3) {
                case 0 -> twoNewRuns(at);
                case 1 -> twoReplacements(at);
                default -> twoResumed(unfinished, at);
            };
            occupied += pair.refused.text().contains(OCCUPIED) ? 1 : 0;
        }
        System.out.printf(
                "%d pairs of processes wrote to one folder: one worked, the other was refused (%d times because the"
                        + " folder was locked)%n",
                PAIRS, occupied);
    }

    /** On POSIX systems, a process loses a lock when it closes any channel to the locked file. */
    @Test
    @Timeout(60)
    void anAttemptInTheSameProcessDoesNotReleaseTheLock() throws IOException, InterruptedException {
        Path at = folder.resolve("held");
        try (RunWriter run = RunWriter.create(at, false)) {
            assertThat(run.folder()).isEqualTo(at);
            assertThat(refused("train", file, "--out", at).err()).contains(OCCUPIED);
            CommandProcess other = CommandProcess.start(folder.resolve("log"), "train", file, "--out", at);
            assertThat(other.end()).as(other.text()).isEqualTo(REFUSED);
            assertThat(other.text()).contains(OCCUPIED);
        }
        good("train", file, "--out", at, "--quiet", "--no-pictures", "--seed", 1);
        requireWhole(at, 1);
    }

    private Pair twoNewRuns(Path at) throws IOException, InterruptedException {
        Pair pair = start("train", file, "--out", at);
        assertThat(pair.works.end()).as(pair.works.text()).isZero();
        assertThat(pair.refused.text()).containsAnyOf(OCCUPIED, "already contains a run");
        requireWhole(at, pair.seed);
        return pair;
    }

    /** They train without end, so that the second finds the first at work, however late it starts. */
    private Pair twoReplacements(Path at) throws IOException, InterruptedException {
        Path former = folder.resolve("whole-1");
        TestFolders.copy(former, at);
        Pair pair = start("train", file, "--out", at, "--overwrite", "--set", WITHOUT_END);
        assertThat(pair.refused.text()).contains(OCCUPIED);
        Path next = at.resolve("next");
        while (pair.works.isAlive() && TestFolders.newestCheckpoint(next) < 3) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        pair.works.terminate();
        assertThat(pair.works.text()).contains("interrupted; to go on: descent train --resume " + at);
        requireWhole(at, 1);
        good("verify", next);
        List<String> lines = TrainedRun.lines(next);
        List<String> expected = whole.get(pair.seed).lines();
        int common = Math.min(lines.size(), expected.size());
        assertThat(lines.subList(0, common)).isEqualTo(expected.subList(0, common));
        return pair;
    }

    private Pair twoResumed(Path unfinished, Path at) throws IOException, InterruptedException {
        TestFolders.copy(unfinished, at);
        List<CommandProcess> both = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            both.add(CommandProcess.start(
                    folder.resolve("log-" + i), "train", "--quiet", "--no-pictures", "--resume", at));
        }
        Pair pair = pair(both);
        assertThat(pair.works.end()).as(pair.works.text()).isZero();
        assertThat(pair.refused.text()).containsAnyOf(OCCUPIED, "this run is finished");
        requireWhole(at, 1);
        return pair;
    }

    private void requireWhole(Path at, int seed) throws IOException {
        good("verify", at);
        assertThat(TrainedRun.read(at)).isEqualTo(whole.get(seed));
    }

    /** Starts two processes with the seeds 1 and 2, and waits until one is refused. */
    private Pair start(Object... arguments) throws IOException, InterruptedException {
        List<CommandProcess> both = new ArrayList<>();
        for (int seed = 1; seed <= 2; seed++) {
            List<Object> all = new ArrayList<>(List.of(arguments));
            all.addAll(List.of("--quiet", "--no-pictures", "--seed", seed));
            both.add(CommandProcess.start(folder.resolve("log-" + seed), all.toArray()));
        }
        return pair(both);
    }

    private static Pair pair(List<CommandProcess> both) throws IOException, InterruptedException {
        while (both.stream().noneMatch(TwoProcessesTest::isRefused)) {
            assertThat(both.stream().anyMatch(CommandProcess::isAlive))
                    .as("both ended: " + both.get(0).text() + both.get(1).text())
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(5);
        }
        int refused = isRefused(both.get(0)) ? 0 : 1;
        CommandProcess works = both.get(1 - refused);
        assertThat(isRefused(works)).as(works.text()).isFalse();
        return new Pair(works, 2 - refused, both.get(refused));
    }

    private static boolean isRefused(CommandProcess process) {
        return !process.isAlive() && process.process().exitValue() == REFUSED;
    }

    /** A run with the seed 1 that was killed after a few checkpoints. */
    private Path unfinished() throws IOException, InterruptedException {
        Path run = folder.resolve("unfinished");
        CommandProcess process = CommandProcess.start(
                folder.resolve("log"), "train", file, "--quiet", "--no-pictures", "--seed", 1, "--out", run);
        while (process.isAlive() && TestFolders.newestCheckpoint(run) < 3) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(process.kill()).as("killed before its end").isTrue();
        return run;
    }
}
