package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.descent.activations.Relu;
import io.descent.activations.Sigmoid;
import io.descent.api.Regularizer;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.metrics.MetricName;
import io.descent.core.training.EpochReport;
import io.descent.core.training.LayerReport;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingResult;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.initializers.HeNormal;
import io.descent.initializers.XavierNormal;
import io.descent.optimizers.Adam;
import io.descent.regularizers.L1;
import io.descent.regularizers.L2;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks what docs/notes.md says about regularisation, to the printed digits. */
class ClaimsTest {
    private static TrainingResult cancer(Regularizer regularizer) {
        return Trainer.builder()
                .data(DataSpec.csv(CommandLineRun.EXAMPLES.resolve("data/breast_cancer.csv"), "diagnosis"))
                .hidden(16, new Relu(), new HeNormal())
                .output(new Sigmoid(), new XavierNormal())
                .optimizer(new Adam())
                .learningRate(0.003)
                .batchSize(32)
                .epochs(200)
                .regularizer(regularizer)
                .build()
                .train();
    }

    private static double small(TrainingResult result) {
        return LayerReport.smallWeights(
                result.model().parts().network().parameters().tensor(0));
    }

    @Test
    void l1MakesMoreWeightsVanishThanL2AtTheSameDevAccuracy() {
        List<TrainingResult> l1 = List.of(0.5, 1.0, 2.0).stream()
                .map(lambda -> cancer(new L1(lambda)))
                .toList();
        List<TrainingResult> l2 = List.of(1.0, 3.0, 10.0, 30.0).stream()
                .map(lambda -> cancer(new L2(lambda)))
                .toList();
        int equal = 0;
        for (TrainingResult sparse : l1) {
            for (TrainingResult spread : l2) {
                if (sparse.dev()
                        .values()
                        .get("accuracy")
                        .equals(spread.dev().values().get("accuracy"))) {
                    equal++;
                    assertThat(small(sparse)).isGreaterThan(2 * small(spread));
                }
            }
        }
        assertThat(equal).isPositive();
        // the strongest L2 and two of L1 reach the same dev accuracy
        assertThat(List.of(accuracy(l1.get(0)), accuracy(l1.get(1)), accuracy(l2.get(3))))
                .containsOnly("0.956");
        assertThat(List.of(digits(small(l1.get(0))), digits(small(l1.get(1))), digits(small(l2.get(3)))))
                .isEqualTo(List.of("0.752", "0.863", "0.129"));
    }

    private static String accuracy(TrainingResult result) {
        return digits(result.dev().values().get("accuracy"));
    }

    private static String digits(double figure) {
        return String.format(Locale.ROOT, "%.3f", figure);
    }

    private static TrainerBuilder moons() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(500, 0.3, 1)).withSplit("40/40/20"))
                .hidden(100, new Relu(), new HeNormal())
                .hidden(100, new Relu(), new HeNormal())
                .output(new Sigmoid(), new XavierNormal())
                .optimizer(new Adam())
                .learningRate(0.003)
                .reportEvery(1)
                .epochs(400);
    }

    private static double norm(TrainingResult result) {
        ParameterVector parameters = result.model().parts().network().parameters();
        return parameters.flat().view(0, 1, parameters.layout().weights()).norm();
    }

    @Test
    void weightsStoppedEarlyAreSmallerThanTrainedOnes() {
        TrainingResult full = moons().build().train();
        TrainingResult early = moons().earlyStopping(new EarlyStopping(MetricName.parse("dev.cost"), 20, 0))
                .build()
                .train();
        assertThat(early.stoppedEarly()).isTrue();
        assertThat(early.epochs()).isEqualTo(64);
        assertThat(List.of(digits(norm(early)), digits(norm(full)))).isEqualTo(List.of("20.824", "29.165"));
        assertThat(List.of(digits(early.dev().cost()), digits(full.dev().cost())))
                .isEqualTo(List.of("0.223", "0.439"));
        // until then, both trainings are the same
        assertThat(early.history().stream().map(EpochReport::trainCost).collect(Collectors.toList()))
                .isEqualTo(full.history().subList(0, early.epochs()).stream()
                        .map(EpochReport::trainCost)
                        .collect(Collectors.toList()));
    }

    @Test
    void augmentationRaisesTheDevAccuracyOfFewImages(@TempDir Path folder) throws IOException {
        String data = System.getenv("DESCENT_DATA");
        assumeTrue(data != null, "DESCENT_DATA is not set; it must name the folder that contains fashion-mnist");
        Path all = Path.of(data, "fashion-mnist");
        int examples = 4000;
        begin(all, folder, "train-images-idx3-ubyte", 16, examples, 28 * 28);
        begin(all, folder, "train-labels-idx1-ubyte", 8, examples, 1);
        Path yaml = folder.resolve("few.yaml");
        Files.writeString(yaml, """
                data: {directory: ., split: 50/50, normalize: false}
                network: {hidden: [{units: 64}]}
                training: {epochs: 60, batch-size: 32, learning-rate: 0.003, schedule: cosine}
                """);
        double[] gains = new double[5];
        for (int seed = 1; seed <= gains.length; seed++) {
            Path plain = folder.resolve("plain-" + seed);
            Path shifted = folder.resolve("shifted-" + seed);
            good("train", yaml, "--seed", seed, "--quiet", "--no-pictures", "--out", plain);
            String augment = "training.augment=[{shift: {pixels: 1}}]";
            good("train", yaml, "--seed", seed, "--quiet", "--no-pictures", "--out", shifted, "--set", augment);
            gains[seed - 1] = metric(shifted, "dev", "accuracy") - metric(plain, "dev", "accuracy");
        }
        Arrays.sort(gains);
        assertThat(Arrays.stream(gains).mapToObj(ClaimsTest::digits))
                .containsExactly("0.002", "0.010", "0.012", "0.017", "0.019");
    }

    /** Copies the first examples of an IDX file and writes their number into its header. */
    private static void begin(Path from, Path to, String name, int header, int examples, int size) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(from.resolve(name + ".gz")))) {
            byte[] bytes = in.readNBytes(header + examples * size);
            ByteBuffer.wrap(bytes).putInt(4, examples);
            Files.write(to.resolve(name), bytes);
        }
    }
}
