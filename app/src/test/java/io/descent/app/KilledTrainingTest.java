package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills processes that train, at random moments, and resumes them. {@code -Ddescent.training.kills=200}, as in the profile
 * {@code full}, kills more of them; {@code -Ddescent.moments=SEED} chooses the moments.
 */
class KilledTrainingTest {
    private static final int KILLS = Integer.getInteger("descent.training.kills", 5);
    private static final long SEED = Long.getLong("descent.moments", System.nanoTime());

    private static final String MOONS = """
            seed: 3
            data: {generator: {moons: {examples: 500, noise: 0.2}}}
            checkpoint: {every: 2 ms, keep: 2}
            """;
    private static final String DIGITS = """
            seed: 5
            data: {file: digits.csv, label: digit, split: 60/20/20, image: 8x8, normalize: false}
            checkpoint: {every: 3 ms}
            """;
    private static final String LAYERS = "network: {hidden: [{units: 12}, {units: 6, activation: tanh}]}\n";
    private static final String NORMALISED = "network: {hidden: [{units: 12, batch-norm: true}]}\n";
    private static final String DROPPED =
            "network: {hidden: [{units: 16, regularizers: [{dropout: {keep-prob: 0.8}}]}]}\n";

    /** The experiments; a few kills reach the first ones only. */
    private static final List<Case> CASES = List.of(
            new Case("adam, batch norm, dropout, one-cycle, layers watched", MOONS + """
                            network:
                              hidden:
                                - {units: 16, batch-norm: true, regularizers: [{dropout: {keep-prob: 0.8}}]}
                                - {units: 8, activation: tanh}
                            training:
                              {epochs: 20, batch-size: 8, learning-rate: 0.01, schedule: one-cycle, watch: layers}
                            """, false),
            new Case(
                    "replaces another run",
                    MOONS + NORMALISED + "training: {epochs: 14, batch-size: 8, learning-rate: 0.01}\n",
                    true),
            new Case("augmented images, early stopping, numpy-legacy", DIGITS + DROPPED + """
                            training:
                              epochs: 60
                              batch-size: 8
                              learning-rate: 0.02
                              augment: [{shift: {pixels: 1}}]
                              early-stopping: {metric: dev.cost, patience: 3}
                            random: {source: numpy-legacy}
                            """, false),
            new Case("table with words", """
                            data: {file: penguins.csv, label: Species, ignore: [Comments, Individual ID]}
                            checkpoint: {every: 1 ms, keep: 1}
                            network: {hidden: [{units: 8}]}
                            training: {epochs: 25, batch-size: 8, learning-rate: 0.003}
                            """, false),
            new Case("adam", MOONS + LAYERS + "training: {epochs: 20, batch-size: 8, optimizer: adam}\n", false),
            new Case("batch norm", MOONS + NORMALISED + "training: {epochs: 20, batch-size: 8}\n", false),
            new Case("dropout", MOONS + DROPPED + "training: {epochs: 20, batch-size: 8}\n", false),
            new Case(
                    "schedule per step",
                    MOONS
                            + LAYERS
                            + "training: {epochs: 20, batch-size: 8, optimizer: momentum, learning-rate: 0.1,"
                            + " schedule: {inverse-time: {decay: 0.01, per: step}}}\n",
                    false),
            new Case(
                    "augmentation",
                    DIGITS + LAYERS + "training: {epochs: 20, batch-size: 8, augment: [{shift: {pixels: 1}}]}\n",
                    false),
            new Case(
                    "early stopping",
                    MOONS
                            + LAYERS
                            + "training: {epochs: 200, batch-size: 8, learning-rate: 0.05,"
                            + " early-stopping: {metric: dev.accuracy, patience: 5}}\n",
                    false),
            new Case(
                    "numpy-legacy",
                    MOONS + DROPPED + "training: {epochs: 20, batch-size: 8}\nrandom: {source: numpy-legacy}\n",
                    false),
            new Case(
                    "layers watched", MOONS + LAYERS + "training: {epochs: 20, batch-size: 8, watch: layers}\n", false),
            new Case(
                    "averages",
                    MOONS + NORMALISED + "training: {epochs: 20, batch-size: 8, optimizer: {ema: {optimizer: adam}}}\n",
                    false));

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final Map<Case, Reference> references = new HashMap<>();
    private int killed;
    private int whileSaving;
    private int whileResuming;
    private int whileReplacing;

    /**
     * An experiment.
     *
     * @param overwrites whether its run replaces a finished one
     */
    private record Case(String name, String yaml, boolean overwrites) {}

    /**
     * What must come out.
     *
     * @param old a run that is replaced
     */
    private record Reference(Path file, Path old, TrainedRun run, String oldMetrics, String newMetrics) {}

    private Reference reference(Case of) throws IOException {
        Reference known = references.get(of);
        if (known == null) {
            int number = references.size();
            Path file = Files.writeString(folder.resolve("experiment-" + number + ".yaml"), of.yaml);
            Path whole = train(file, "whole-" + number);
            Path old = of.overwrites ? train(file, "old-" + number, "--seed", 9) : whole;
            known = new Reference(file, old, TrainedRun.read(whole), evaluate(old), evaluate(whole));
            assertThat(known.run.outcome())
                    .as(of.name)
                    .isEqualTo(of.name.contains("early stopping") ? "stopped-early" : "completed");
            references.put(of, known);
        }
        return known;
    }

    private Path train(Path file, String out, Object... more) {
        Path run = folder.resolve(out);
        Object[] arguments = {
            "train", file, "--out", run, "--quiet", "--no-pictures", "--set", "checkpoint.every=none", "--threads", 1
        };
        good(Stream.concat(Stream.of(arguments), Stream.of(more)).toArray());
        return run;
    }

    private static String evaluate(Path run) {
        return good("evaluate", run, "--json", "--threads", 1).out();
    }

    @Test
    @Timeout(1800)
    void aTrainingThatIsKilledAtAnyMomentEndsAsIfItHadNot() throws IOException, InterruptedException {
        Path digits = EXAMPLES.resolve("data/digits.csv");
        Files.write(folder.resolve("digits.csv"), Files.readAllLines(digits).subList(0, 241));
        Files.copy(EXAMPLES.resolve("data/penguins.csv"), folder.resolve("penguins.csv"));
        System.out.println("the moments of the kills have the seed " + SEED);
        int trainings = 0;
        for (; killed < KILLS; trainings++) {
            Case one = CASES.get(trainings % CASES.size());
            Path at = folder.resolve("killed-" + trainings);
            killAndResume(one, at, Math.min(1 + trainings % 3, KILLS - killed));
        }
        System.out.printf(
                "%d trainings were killed %d times and ended with the same results (%d times while they wrote a checkpoint,"
                        + " %d while they resumed, %d while they replaced a run)%n",
                trainings, killed, whileSaving, whileResuming, whileReplacing);
        if (killed >= 50) {
            assertThat(whileSaving).isPositive();
        }
    }

    /** Trains, is killed a number of times, and goes on until the end. */
    private void killAndResume(Case one, Path at, int kills) throws IOException, InterruptedException {
        Reference reference = reference(one);
        if (one.overwrites) {
            TestFolders.copy(reference.old, at);
        }
        Path writing = one.overwrites ? at.resolve("next") : at;
        int left = kills;
        boolean done = false;
        while (!done) {
            boolean resumes = Files.exists(writing.resolve("experiment.yaml"));
            CommandProcess process = start(one, reference.file, at, resumes);
            if (left > 0 && isKilled(process, writing, reference.run.lines().size())) {
                left--;
                killed++;
                whileResuming += resumes ? 1 : 0;
                whileSaving += isSaving(writing) ? 1 : 0;
                done = isFinished(one, reference, at);
            } else {
                assertThat(process.end()).as(one.name + "\n" + process.text()).isZero();
                done = true;
            }
        }
        assertThat(TrainedRun.read(at)).as(one.name).isEqualTo(reference.run);
        assertThat(evaluate(at)).as(one.name).isEqualTo(reference.newMetrics);
        good("verify", at);
        assertThat(at.resolve("next")).doesNotExist();
    }

    private CommandProcess start(Case one, Path file, Path at, boolean resumes) throws IOException {
        List<Object> arguments =
                new ArrayList<>(List.of("train", "--quiet", "--no-pictures", "--threads", 1 + random.nextInt(2)));
        if (resumes) {
            arguments.addAll(List.of("--resume", at));
        } else {
            arguments.addAll(List.of(file, "--out", at));
            if (one.overwrites) {
                arguments.add("--overwrite");
            }
        }
        return CommandProcess.start(folder.resolve("log"), arguments.toArray());
    }

    /** Kills a process at a random moment of its start, of its training or of its end, unless it ends before. */
    private boolean isKilled(CommandProcess process, Path writing, int epochs)
            throws IOException, InterruptedException {
        int newest = TestFolders.newestCheckpoint(writing);
        int moment = random.nextInt(10);
        int checkpoints = 1 + random.nextInt(10);
        long millis;
        if (moment == 0) {
            millis = random.nextInt(1500);
        } else if (moment < 8) {
            millis = random.nextInt(30);
            while (process.isAlive() && TestFolders.newestCheckpoint(writing) < newest + checkpoints) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } else {
            millis = random.nextInt(100);
            while (process.isAlive() && lines(writing) < epochs) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
        process.process().waitFor(millis, TimeUnit.MILLISECONDS);
        return process.kill();
    }

    private static long lines(Path run) throws IOException {
        try (Stream<String> lines = Files.lines(run.resolve("metrics.jsonl"))) {
            return lines.count();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static boolean isSaving(Path run) throws IOException {
        try (Stream<Path> checkpoints = Files.list(run.resolve("checkpoints"))) {
            return checkpoints.anyMatch(path -> path.toString().endsWith(".part"));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Looks at what a killed process left: a former run is whole until the new one is finished. */
    private boolean isFinished(Case one, Reference reference, Path at) throws IOException {
        if (one.overwrites) {
            whileReplacing += Files.exists(at.resolve("replace.json")) ? 1 : 0;
            String metrics = evaluate(at);
            assertThat(metrics).isIn(reference.oldMetrics, reference.newMetrics);
            good("verify", at);
            return metrics.equals(reference.newMetrics);
        }
        if (Files.exists(at.resolve("experiment.yaml"))) {
            good("verify", at);
        }
        return Files.exists(at.resolve("manifest.json"));
    }
}
