package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.activations.Relu;
import io.descent.activations.Sigmoid;
import io.descent.api.Regularizer;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.metrics.Metric;
import io.descent.core.network.ParameterVector;
import io.descent.core.training.EpochReport;
import io.descent.core.training.LayerReport;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingResult;
import io.descent.initializers.HeNormal;
import io.descent.initializers.XavierNormal;
import io.descent.optimizers.Adam;
import io.descent.regularizers.L1;
import io.descent.regularizers.L2;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is said of regularisation, on real runs. */
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
        return LayerReport.smallWeights(result.model().network().parameters().tensor(0));
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
        ParameterVector parameters = result.model().network().parameters();
        return parameters.flat().view(0, 1, parameters.layout().weights()).norm();
    }

    @Test
    void weightsStoppedEarlyAreSmallerThanTrainedOnes() {
        TrainingResult full = moons().build().train();
        TrainingResult early = moons().earlyStopping(new EarlyStopping(Metric.parse("dev.cost"), 20, 0))
                .build()
                .train();
        assertThat(early.stoppedEarly()).isTrue();
        assertThat(norm(early)).isLessThan(0.9 * norm(full));
        assertThat(early.dev().cost()).isLessThan(full.dev().cost());
        // until then both were the same training
        assertThat(early.history().stream().map(EpochReport::trainCost).collect(Collectors.toList()))
                .isEqualTo(full.history().subList(0, early.epochs()).stream()
                        .map(EpochReport::trainCost)
                        .collect(Collectors.toList()));
    }
}
