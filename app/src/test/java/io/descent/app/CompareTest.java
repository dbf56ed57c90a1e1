package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.descent.app.picture.Drawing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures of a run, and {@code descent compare}. */
class CompareTest {
    private static final Path MOONS = EXAMPLES.resolve("moons.yaml");

    @TempDir
    Path folder;

    private Path train(String name, Path experiment, Object... more) {
        Path run = folder.resolve(name);
        good(Stream.concat(
                        Stream.of("train", experiment, "--quiet", "--out", run, "--set", "training.epochs=4"),
                        Arrays.stream(more))
                .toArray());
        return run;
    }

    private static List<String> pictures(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".png"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void trainingLeavesThePicturesThatFitItsData() throws IOException {
        assumeThat(Drawing.POSSIBLE).isTrue();
        Path moons = train("moons", MOONS);
        assertThat(pictures(moons)).containsExactly("confusion.png", "decision-boundary.png", "learning-curve.png");
        for (String name : pictures(moons)) {
            assertThat(Drawing.decoded(Files.readAllBytes(moons.resolve(name))).getWidth())
                    .isEqualTo(1200);
        }
        assertThat(pictures(train("iris", EXAMPLES.resolve("iris.yaml"))))
                .containsExactly("confusion.png", "learning-curve.png");
        assertThat(pictures(train("regression", EXAMPLES.resolve("regression.yaml"))))
                .containsExactly("learning-curve.png");
        assertThat(pictures(train("none", MOONS, "--no-pictures"))).isEmpty();
    }

    @Test
    void sameRunGivesTheSamePictures() throws IOException {
        assumeThat(Drawing.POSSIBLE).isTrue();
        Path one = train("one", MOONS);
        Path other = train("other", MOONS);
        for (String name : pictures(one)) {
            assertThat(other.resolve(name)).hasSameBinaryContentAs(one.resolve(name));
        }
    }

    @Test
    void picturesOfTheFormerRunGoWithIt() throws IOException {
        Path run = train("run", MOONS);
        train("run", EXAMPLES.resolve("regression.yaml"), "--overwrite", "--no-pictures");
        assertThat(pictures(run)).isEmpty();
    }

    @Test
    void divergedRunsHavePicturesToo() throws IOException {
        assumeThat(Drawing.POSSIBLE).isTrue();
        Path run = folder.resolve("run");
        assertThat(CommandLineRun.of(
                                "train",
                                MOONS,
                                "--quiet",
                                "--out",
                                run,
                                "--set",
                                "training.optimizer=gradient-descent",
                                "--set",
                                "training.learning-rate=1e38")
                        .code())
                .isEqualTo(3);
        assertThat(pictures(run)).contains("confusion.png");
    }

    @Test
    void tableSaysWhatDiffersAndWhatWasReached() throws IOException {
        Path adam = train("adam", MOONS);
        Path momentum = train(
                "momentum",
                MOONS,
                "--set",
                "training.optimizer=momentum",
                "--set",
                "network.hidden=[{units: 8}]",
                "--seed",
                "2");
        Path out = folder.resolve("c.png");
        List<String> lines =
                good("compare", adam, momentum, "--out", out).out().lines().toList();
        assertThat(lines.get(0))
                .matches("run +seed +network.hidden +training.optimizer +epochs +train accuracy +dev accuracy"
                        + " +test accuracy +seconds");
        assertThat(lines.get(1)).containsPattern("^adam +1 +5-2 +adam\\(beta1 0\\.9, .*\\.\\.\\. +4 +0\\.[0-9]{4} ");
        assertThat(lines.get(2)).containsPattern("^momentum +2 +8 +momentum\\(beta 0\\.9, dampening true\\) +4 ");
        assertThat(lines.get(1)).contains(MetricsTable.number(CommandLineRun.metric(adam, "test", "accuracy")));
        if (Drawing.POSSIBLE) {
            assertThat(lines.get(4)).isEqualTo("dev.cost by epoch: " + out);
            assertThat(Drawing.decoded(Files.readAllBytes(out)).getWidth()).isEqualTo(1200);
        }
    }

    @Test
    void metricMayBeChosen() {
        Path moons = train("moons", MOONS);
        Path regression = train("regression", EXAMPLES.resolve("regression.yaml"), "--set", "data.split=80/20");
        Path out = folder.resolve("c.png");
        assumeThat(Drawing.POSSIBLE).isTrue();
        assertThat(good("compare", moons, "--metric", "dev.f1", "--out", out).out())
                .contains("dev.f1 by epoch");
        assertThat(good("compare", moons, regression, "--out", out).out())
                .contains("train accuracy", "train r2", "dev.cost by epoch");
    }

    @Test
    void mistakesAreOneMessage() throws IOException {
        Path moons = train("moons", MOONS);
        Path out = folder.resolve("c.png");
        assertThat(refused("compare", moons, "--metric", "dev.acuracy", "--out", out)
                        .err())
                .contains("moons: has no metric 'dev.acuracy'; did you mean 'dev.accuracy'?; known: learningRate, ");
        assertThat(refused("compare", moons, folder.resolve("./moons"), "--out", out)
                        .err())
                .contains("this run is listed twice");
        assertThat(refused("compare", moons, folder, "--out", out).err()).contains("does not contain a finished run");
        assertThat(refused("compare").err()).contains("RUN");
        assertThat(out).doesNotExist();
        if (Drawing.POSSIBLE) {
            assertThat(refused("compare", moons, "--out", folder.resolve("none/c.png"))
                            .err())
                    .contains("c.png: cannot be written");
        }
        Files.writeString(moons.resolve("metrics.jsonl"), "no JSON");
        assertThat(refused("compare", moons, "--out", out).err())
                .contains("metrics.jsonl: has 7 bytes; it was written with");
    }

    @Test
    void differencesAreThoseOfTheDeepestKeys() {
        assertThat(new Differences(List.of(
                                Map.of(
                                        "a",
                                        1,
                                        "b",
                                        Map.of("c", List.of(1, 2), "d", "x"),
                                        "p",
                                        Map.of("adam", Map.of())),
                                Map.of("a", 1, "b", Map.of("c", List.of(1, 3)), "p", "sgd")))
                        .byKey())
                .containsOnly(
                        Map.entry("b.c[1]", List.of("2", "3")),
                        Map.entry("b.d", List.of("x", "-")),
                        Map.entry("p", List.of("adam", "sgd")));
    }

    @Test
    void pluginsThatDifferAreComparedAsAWhole() {
        assertThat(new Differences(List.of(
                                Map.of(
                                        "p",
                                        Map.of("adam", Map.of("beta1", 0.9)),
                                        "q",
                                        Map.of("l2", Map.of("lambda", 1))),
                                Map.of(
                                        "p",
                                        Map.of("lamb", Map.of("beta1", 0.9)),
                                        "q",
                                        Map.of("l2", Map.of("lambda", 2)))))
                        .byKey())
                .containsOnly(
                        Map.entry("p", List.of("adam(beta1 0.9)", "lamb(beta1 0.9)")),
                        Map.entry("q.l2.lambda", List.of("1", "2")));
    }
}
