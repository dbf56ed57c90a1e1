package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.activations.Softmax;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.Evaluator;
import io.descent.core.metrics.MetricSet;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.internal.Criterion;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.core.network.internal.TrainingPass;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.ChosenClass;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import io.descent.initializers.Zeros;
import io.descent.losses.SoftmaxCrossEntropy;
import io.descent.metrics.Accuracy;
import java.util.List;
import java.util.stream.IntStream;

/** Compares softmax with cross-entropy. The weights of the network are the identity, so the features are the logits. */
final class SoftmaxSuite implements GoldenSuite {
    @Override
    public String files() {
        return "softmax\\.json";
    }

    @Override
    public boolean singleStep() {
        return true;
    }

    @Override
    public Object[] expected() {
        return new Object[] {"dZ", 0, 1};
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        double[][] z = one.transposed("Z");
        double[][] y = one.transposed("Y");
        int m = z.length;
        int classes = z[0].length;
        TrainableNetwork network = new TrainableNetwork(
                classes, List.of(new LayerSpec(classes, new Softmax(), new Zeros(), List.of())), precision);
        for (int i = 0; i < classes; i++) {
            network.parameters().tensor(0).set(i, i, 1);
        }
        SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
        Criterion criterion = new Criterion(loss, new Softmax(), Losses.classes(classes));
        TrainingPass pass = new TrainingPass(
                network,
                criterion,
                m,
                m,
                null,
                new ParameterVector(network.parameters().layout(), precision),
                new RandomStreams(1),
                Engine.plain());
        Numbers.set(pass.x(), z);
        Numbers.set(pass.y(), y);
        pass.run(0);

        double absolute = precision == Precision.FLOAT32 ? 1e-5 : 1e-14;
        Numbers.assertClose("A", Numbers.array(pass.output(0)), one.transposed("A"), absolute);
        Numbers.assertClose("dZ_over_m", Numbers.array(pass.gradient(0)), one.transposed("dZ_over_m"), absolute);
        ArrayTensor gradient = pass.gradient(0);
        gradient.scale(m);
        Numbers.assertClose("dZ", Numbers.array(gradient), one.transposed("dZ"), absolute);
        Numbers.assertClose("cost", pass.lossSum() / m, one.number("cost"), 1e-13, precision);
        double[] losses = one.vector("loss_per_example");
        double[] predicted = one.vector("predicted_class");
        Schema schema = new Schema(names("x", classes), "y", Task.CLASSIFICATION, names("class ", classes));
        Evaluation evaluation = new Evaluator(
                        network.network(), criterion, Engine.plain(), new MetricSet(List.of(new Accuracy())))
                .evaluate(GivenExamples.of(schema, z, predicted, precision));
        assertThat(evaluation.examples()).isEqualTo(m);
        assertThat(evaluation.values()).containsEntry("accuracy", 1.0);
        double largest = Numbers.largest(new double[][] {losses});
        double[][] outputs = Numbers.array(pass.output(0));
        for (int i = 0; i < m; i++) {
            assertThat(ChosenClass.of(outputs[i])).isEqualTo((int) predicted[i]);
            double got = Losses.cost(
                    loss, new Softmax(), classes, pass.z(0).row(i), pass.y().row(i));
            Numbers.assertClose(
                    "loss " + i,
                    new double[][] {{got}},
                    new double[][] {{losses[i]}},
                    precision == Precision.FLOAT32 ? 1e-5 * largest : 1e-13 * losses[i]);
        }
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }
}
