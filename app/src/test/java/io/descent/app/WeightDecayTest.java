package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static io.descent.app.CommandLineRun.sha;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.activations.Tanh;
import io.descent.api.Optimizer;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.initializers.XavierNormal;
import io.descent.optimizers.Adam;
import io.descent.optimizers.Adamw;
import io.descent.optimizers.ScheduleFreeSgd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rates per group and decoupled weight decay in whole trainings. */
class WeightDecayTest {
    @TempDir
    Path folder;

    private static TrainerBuilder moons(Optimizer optimizer) {
        return Trainer.builder()
                .precision(Precision.FLOAT64)
                .data(DataSpec.generated(new Moons(300, 0.2, 1)))
                .hidden(16, new Tanh(), new XavierNormal())
                .optimizer(optimizer)
                .learningRate(0.01)
                .epochs(20);
    }

    private static ArrayTensor parameters(TrainerBuilder builder) {
        return builder.build().train().model().parts().network().parameters().flat();
    }

    private static double largestDifference(ArrayTensor x, ArrayTensor y) {
        double largest = 0;
        for (int i = 0; i < x.columns(); i++) {
            largest = Math.max(largest, Math.abs(x.get(0, i) - y.get(0, i)));
        }
        return largest;
    }

    @Test
    void adamWithWeightDecayIsAdamw() {
        ArrayTensor adamw = parameters(moons(new Adamw(0.9, 0.999, 1e-8, 0.5)));
        assertThat(largestDifference(parameters(moons(new Adam()).weightDecay(0.5)), adamw))
                .isLessThan(1e-12);
        assertThat(largestDifference(parameters(moons(new Adam())), adamw)).isGreaterThan(0.01);
    }

    /** Without a gradient to speak of, decay at y shrinks x, y and z alike. */
    @Test
    void theAverageOfAScheduleFreeOptimizerDecaysToo() {
        double with = parameters(moons(new ScheduleFreeSgd()).learningRate(1e-3).weightDecay(30))
                .norm();
        double without =
                parameters(moons(new ScheduleFreeSgd()).learningRate(1e-3)).norm();
        double product = StrictMath.pow(1 - 1e-3 * 30, 60); // 60 updates
        assertThat(with / without).isCloseTo(product, within(0.05));
    }

    @Test
    void anExperimentFileSetsThemAndARunRepeatsThem() throws IOException {
        String yaml = """
                data: {generator: {moons: {examples: 200}}}
                network: {hidden: [{units: 8, batch-norm: true}, {units: 4}]}
                training:
                  epochs: 4
                  rates: {bias: 0.1, input: 6}
                  weight-decay: {rate: 0.5, schedule: cosine, norm: true}
                """;
        Path file = Files.writeString(folder.resolve("e.yaml"), yaml);
        Path run = folder.resolve("run");
        good("train", file, "--quiet", "--no-pictures", "--out", run);
        Path again = folder.resolve("again");
        good("train", run.resolve("experiment.yaml"), "--quiet", "--no-pictures", "--out", again);
        assertThat(sha(again)).isEqualTo(sha(run));
        for (String change : new String[] {"rates=false", "weight-decay=false", "weight-decay.schedule=constant"}) {
            Path other = folder.resolve(change);
            good("train", file, "--quiet", "--no-pictures", "--out", other, "--set", "training." + change);
            assertThat(sha(other)).as(change).isNotEqualTo(sha(run));
        }
        assertThat(refused("train", file, "--set", "training.rates.bias=-1", "--out", folder.resolve("x"))
                        .err())
                .contains("training.rates.bias", "at least 0");
        assertThat(refused("train", file, "--set", "training.weight-decay.rate=0", "--out", folder.resolve("x"))
                        .err())
                .contains("training.weight-decay.rate", "above 0");
    }
}
