package io.descent.inference.network.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Activation;
import io.descent.inference.TestPlugins;
import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.Engine;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static Layer layer(int units, Activation activation) {
        return new Layer(units, activation, null);
    }

    @Test
    void forwardPassOfKnownNumbers() {
        Network network = new Network(
                2, List.of(layer(2, new TestPlugins.Relu()), layer(1, new TestPlugins.Linear())), Precision.FLOAT32);
        ParameterVector p = network.parameters();
        p.tensor(0).set(0, 0, 1).set(0, 1, 2).set(1, 0, -1).set(1, 1, 1);
        p.tensor(1).set(0, 0, 3).set(0, 1, 5);
        p.tensor(2).set(0, 0, 0.5).set(0, 1, -4);
        p.tensor(3).set(0, 0, 1);
        ForwardPass pass = new ForwardPass(network, 2, Engine.plain());
        pass.x().set(0, 0, 1).set(0, 1, 1).set(1, 0, -2).set(1, 1, 3);
        pass.run();
        // example 1: z = (3.5, -4), a = (3.5, 0); example 2: z = (4.5, 1)
        assertThat(pass.output().get(0, 0)).isEqualTo(3 * 3.5 + 1);
        assertThat(pass.output().get(1, 0)).isEqualTo(3 * 4.5 + 5 + 1);
        assertThat(pass.rows()).isEqualTo(2);
    }

    @Test
    void layoutPutsAllWeightsFirst() {
        Network network = new Network(
                2, List.of(layer(3, new TestPlugins.Relu()), layer(4, new TestPlugins.Linear())), Precision.FLOAT32);
        ParameterLayout layout = network.parameters().layout();
        assertThat(layout.entries())
                .extracting(ParameterLayout.Entry::name)
                .containsExactly("dense-1.weight", "dense-2.weight", "dense-1.bias", "dense-2.bias");
        assertThat(layout.weights()).isEqualTo(18);
        assertThat(layout.size()).isEqualTo(25);
        assertThat(layout.entryAt(5).name()).isEqualTo("dense-1.weight");
        assertThat(layout.entryAt(6).name()).isEqualTo("dense-2.weight");
        assertThat(layout.entryAt(24).name()).isEqualTo("dense-2.bias");
        network.parameters().flat().set(0, 20, Double.NaN);
        assertThat(network.parameters().firstNonFinite())
                .map(ParameterLayout.Entry::name)
                .hasValue("dense-1.bias");
    }

    @Test
    void copiesHaveMemoryOfTheirOwn() {
        Network network = new Network(
                3,
                List.of(
                        new Layer(4, new TestPlugins.Relu(), new BatchNorm(0.9, 1e-5)),
                        layer(2, new TestPlugins.Linear())),
                Precision.FLOAT64);
        Random random = new Random(1);
        NetworkTensors.forPrediction(network).forEach(entry -> entry.tensor().fill(random::nextGaussian));
        Network copy = network.copy();
        assertThat(NetworkTensors.forPrediction(copy))
                .extracting(Safetensors.Entry::name)
                .contains("batch-norm-1.running-mean", "batch-norm-1.running-variance", "dense-2.bias")
                .doesNotContain("dense-1.bias");
        for (int i = 0; i < NetworkTensors.forPrediction(network).size(); i++) {
            Safetensors.Entry from = NetworkTensors.forPrediction(network).get(i);
            Safetensors.Entry to = NetworkTensors.forPrediction(copy).get(i);
            double value = to.tensor().get(0, 0);
            assertThat(value).as(to.name()).isEqualTo(from.tensor().get(0, 0)).isNotZero();
            from.tensor().fill(7);
            assertThat(to.tensor().get(0, 0)).isEqualTo(value);
        }
    }

    @Test
    void oneOutputIsTheSecondClassAboveAHalf() {
        assertThat(ChosenClass.of(0.5)).isZero();
        assertThat(ChosenClass.of(Math.nextUp(0.5))).isEqualTo(1);
        assertThat(ChosenClass.of(0.2, 0.4, 0.4)).isEqualTo(1);
        assertThat(ChosenClass.of(0.5, 0.5)).isZero();
    }
}
