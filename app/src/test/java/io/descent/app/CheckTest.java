package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code descent check} on correct and on deliberately wrong gradients. */
class CheckTest {
    private static final Path MOONS = CommandLineRun.EXAMPLES.resolve("moons.yaml");
    private static final Path DIGITS = CommandLineRun.EXAMPLES.resolve("digits.yaml");

    @Test
    void aHealthyNetworkPassesAtTheStartAndLater() {
        CommandLineRun run = CommandLineRun.good("check", MOONS, "--after-epochs", 3);
        assertThat(run.out())
                .contains("gradients at initialisation: 30 parameters, 64 examples")
                .contains("gradients after 3 epochs")
                .containsPattern("dense-2.weight +10 +10 +0 +\\S+  passed")
                .containsPattern("(?s)passed: difference .*passed: difference ");
    }

    @Test
    void theStepOfTheNotesPassesToo() {
        assertThat(CommandLineRun.good("check", MOONS, "--step", "1e-7").out()).contains("step 1.0E-7");
    }

    @Test
    void whatPassesOnlyWithinRoundingIsMarked() {
        CommandLineRun run = CommandLineRun.good("check", MOONS, "--step", "1e-9");
        assertThat(run.out())
                .containsPattern("dense-1.weight .* passed\\*")
                .containsPattern("all .* passed\\*")
                .contains("* the difference is above 2e-07, but rounding of the cost explains it")
                .contains("at most 2e-07 is allowed beyond rounding");
        assertThat(CommandLineRun.good("check", MOONS).out()).doesNotContain("passed*", "rounding");
    }

    @Test
    void penaltiesBatchNormAndFrozenMasksAreIncluded() {
        CommandLineRun run = CommandLineRun.good(
                "check",
                DIGITS,
                "--frozen-masks",
                "--set",
                "network.hidden[0].batch-norm=true",
                "--set",
                "training.regularizers=[{elastic-net: {biases: true}}]");
        assertThat(run.out()).containsPattern("batch-norm-1.gamma .* passed");
    }

    @Test
    void randomMasksAreRefusedUnlessFrozen() {
        assertThat(CommandLineRun.refused("check", DIGITS).err())
                .contains("network.hidden[0]: dropout draws a new mask", "--frozen-masks");
    }

    private static String failed(Object... arguments) {
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        return run.out();
    }

    @Test
    void aWrongActivationIsNamedByItsLayer() {
        assertThat(failed("check", MOONS, "--set", "network.hidden[1].activation=wrong-activation"))
                .contains("dense-2.weight is wrong", "dense-1.weight is wrong", "FAILED: difference")
                .doesNotContain("dense-3.weight is wrong", "dense-3.bias is wrong");
    }

    @Test
    void aDoubledWeightGradientIsNamed() {
        assertThat(failed("check", MOONS, "--set", "network.hidden[1].regularizers=[wrong-gradient]"))
                .contains("dense-2.weight is wrong in 10 of 10 checked elements; the worst 3:")
                .contains(": 2.000 times what it should be")
                .doesNotContain("dense-1.weight is wrong", "dense-3.weight is wrong", "bias is wrong");
    }

    @Test
    void aQuadrupledBiasGradientIsNamed() {
        assertThat(failed(
                        "check",
                        MOONS,
                        "--set",
                        "network.hidden[0].regularizers=[{wrong-gradient: {factor: 4, biases: true}}]"))
                .contains("dense-1.bias is wrong", ": 4.000 times what it should be")
                .doesNotContain("weight is wrong", "dense-2.bias is wrong");
    }

    @Test
    void gradientsThatAreAllZeroProveNothing() {
        assertThat(failed(
                        "check",
                        MOONS,
                        "--set",
                        "network.hidden[0].initializer=zeros",
                        "--set",
                        "network.hidden[1].initializer=zeros",
                        "--set",
                        "network.output={initializer: zeros, activation: linear}",
                        "--set",
                        "network.loss=mean-squared-error",
                        "--set",
                        "data.generator.moons.examples=64",
                        "--set",
                        "data.split=none",
                        "--set",
                        "network.hidden[1].activation=softplus",
                        "--set",
                        "training.regularizers=[{wrong-gradient: {factor: 0, biases: true}}]"))
                .contains("nothing was proven");
    }

    @Test
    void kinksAreSaid() {
        // all pre-activations of the first layer are 0 initially
        CommandLineRun run = CommandLineRun.good("check", MOONS, "--set", "network.hidden[0].initializer=zeros");
        assertThat(run.out())
                .contains("dense-1.weight: nothing was proven because every checked element lies at a kink")
                .contains("lie at a kink, such as that of relu at 0");
    }

    @Test
    void hundredOfEveryTensorOfALargeNetworkAreChecked() {
        CommandLineRun run = CommandLineRun.good(
                "check",
                DIGITS,
                "--set",
                "network.hidden=[{units: 1024, activation: tanh}, {units: 164, activation: swish}]");
        assertThat(run.out())
                .contains("236,310 parameters")
                .containsPattern("dense-1.weight +65,536 +100 ")
                .containsPattern("dense-3.bias +10 +10 ");
    }

    @Test
    void badOptionsAreRefused() {
        assertThat(CommandLineRun.refused("check", MOONS, "--step", "0").err()).contains("--step must be above 0");
        assertThat(CommandLineRun.refused("check", MOONS, "--examples", "0").err())
                .contains("--examples");
        assertThat(CommandLineRun.refused("check", MOONS, "--after-epochs", "-1")
                        .err())
                .contains("--after-epochs");
    }
}
