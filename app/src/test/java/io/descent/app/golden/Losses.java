package io.descent.app.golden;

import io.descent.api.Activation;
import io.descent.api.Labels;
import io.descent.api.Loss;
import io.descent.core.network.internal.Costs;
import io.descent.core.network.internal.Criterion;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.List;
import java.util.stream.IntStream;

/** Computes losses of single examples. */
final class Losses {
    private Losses() {}

    private record Classes(List<String> classes, int columns, double smallest, double largest) implements Labels {}

    /** A label with this number of classes. */
    static Labels classes(int count) {
        return new Classes(IntStream.range(0, count).mapToObj(i -> "class " + i).toList(), 1, 0, count - 1);
    }

    /** The loss of one example, from pre-activations (1 x outputs) and labels. */
    static double cost(Loss loss, Activation output, int classes, ArrayTensor z, ArrayTensor y) {
        ArrayTensor a = z.like();
        output.forward(z, a, index -> z.like());
        Criterion criterion = new Criterion(loss, output, classes(classes));
        return new Costs(criterion, 1).of(z, a, y).get(0, 0);
    }
}
