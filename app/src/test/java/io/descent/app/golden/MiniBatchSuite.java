package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.data.Examples;
import io.descent.core.random.NumpyRandom;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Compares the mini-batches of shuffled examples: the numbers must be equal. */
final class MiniBatchSuite implements GoldenSuite {
    @Override
    public String files() {
        return "mini_batches\\.json";
    }

    @Override
    public Object[] expected() {
        return new Object[] {"batches", 0, "X", 0, 0};
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        double[][] x = one.transposed("X");
        double[] y =
                Arrays.stream(one.transposed("Y")).mapToDouble(row -> row[0]).toArray();
        int m = one.whole("m");
        int size = one.whole("batch_size");
        Schema schema = new Schema(
                IntStream.range(0, x[0].length).mapToObj(j -> "x" + j).toList(),
                "y",
                Task.CLASSIFICATION,
                List.of("0", "1"));
        Examples data = GivenExamples.of(schema, x, y, Precision.FLOAT64);
        int[] order = new NumpyRandom(one.seed("seed")).permutation(m);
        assertThat(Arrays.stream(order).asDoubleStream().toArray()).isEqualTo(one.vector("permutation"));
        List<GoldenCase> batches = one.children("batches");
        assertThat(batches).hasSize(one.whole("batch_count")).hasSize((m + size - 1) / size);
        for (int b = 0; b < batches.size(); b++) {
            int to = Math.min(m, (b + 1) * size);
            ArrayTensor features = ArrayTensor.zeros(Precision.FLOAT64, to - b * size, x[0].length);
            ArrayTensor labels = ArrayTensor.zeros(Precision.FLOAT64, to - b * size, 1);
            data.copy(order, b * size, features);
            data.copyLabels(order, b * size, to, labels);
            assertThat(Numbers.array(features)).isDeepEqualTo(batches.get(b).transposed("X"));
            assertThat(Numbers.array(labels)).isDeepEqualTo(batches.get(b).transposed("Y"));
        }
    }
}
