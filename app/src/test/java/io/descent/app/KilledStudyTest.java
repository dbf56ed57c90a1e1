package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills processes during a study. {@code -Ddescent.kills=20}, as in the profile {@code full}, kills more of them. */
class KilledStudyTest {
    private static final int KILLS = Integer.getInteger("descent.kills", 3);

    @TempDir
    Path folder;

    private Process start(Path file, String out, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Descent.class.getName(),
                "tune",
                file.toString(),
                "--no-pictures",
                "--quiet",
                "--out",
                folder.resolve(out).toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    /** Kills a study again and again, each time a little later than a random moment of its remaining time. */
    @Test
    @Timeout(600)
    void aStudyThatIsKilledAtAnyMomentEndsAsIfItHadNot() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("study.yaml"), """
                seed: 4
                data: {generator: {moons: {examples: 3000, noise: 0.25}}}
                network: {hidden: [{units: 32, activation: tanh}]}
                training: {epochs: 27, batch-size: 8, learning-rate: 0.01}
                search:
                  strategy: {successive-halving: {factor: 3}}
                  trials: 27
                  space:
                    training.learning-rate: {log: [0.001, 1]}
                    network.hidden[0].units: {log-integer: [2, 32]}
                """);
        long begin = System.nanoTime();
        Process whole = start(file, "whole");
        assertThat(whole.waitFor()).as(log()).isZero();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        List<String> facts = TuneTest.facts(folder.resolve("whole"));
        List<String> outcome = TuneTest.outcome(folder.resolve("whole"));
        Random random = new Random(7);
        int killed = 0;
        for (int study = 0; killed < KILLS; study++) {
            Path at = folder.resolve("killed-" + study);
            boolean done = false;
            while (!done) {
                boolean resume = Files.exists(at.resolve("journal.jsonl"));
                Process process = resume
                        ? start(file, "killed-" + study, "--resume", "--parallel", "2")
                        : start(file, "killed-" + study, "--parallel", "1");
                boolean toKill = killed < KILLS;
                done = toKill
                        ? process.waitFor((long) (millis * (0.2 + 0.7 * random.nextDouble())), TimeUnit.MILLISECONDS)
                        : process.waitFor() == 0;
                if (!done) {
                    assertThat(toKill).as(log()).isTrue();
                    process.destroyForcibly().waitFor();
                    killed++;
                } else {
                    assertThat(process.exitValue()).as(log()).isZero();
                }
            }
            assertThat(TuneTest.facts(at)).isEqualTo(facts);
            assertThat(TuneTest.outcome(at)).isEqualTo(outcome);
        }
        System.out.printf("studies were killed %d times and ended with the same results%n", killed);
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @Test
    @Timeout(120)
    void twoProcessesCannotWorkOnOneStudy() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("study.yaml"), """
                data: {generator: {moons: {examples: 3000, noise: 0.25}}}
                network: {hidden: [{units: 32, activation: tanh}]}
                training: {epochs: 100000, batch-size: 8}
                search: {trials: 2, space: {training.learning-rate: {log: [0.001, 1]}}}
                """);
        Process first = start(file, "study");
        while (!Files.exists(folder.resolve("study/journal.jsonl"))) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        CommandLineRun second = CommandLineRun.refused("tune", file, "--out", folder.resolve("study"), "--resume");
        assertThat(second.err()).contains("another process is working on this study");
        first.destroy();
        first.waitFor();
        assertThat(log()).contains("to resume the study, repeat the command with --resume --out");
    }
}
