package io.descent.core.data;

import io.descent.inference.spec.ColumnKind;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Generated examples of three numbers and two columns of words, whose class depends on all of them. */
public final class WordExamples {
    private static final int DENSE = 3;
    private static final int[] BLOCKS = {7, 12};
    private static final int INPUTS = DENSE + 7 + 12;

    private WordExamples() {}

    /**
     * Creates examples.
     *
     * @param sparse whether words are one-hot blocks; otherwise the same inputs are columns of numbers
     */
    public static TrainingData of(int examples, boolean sparse, Precision precision) {
        return new TrainingData(
                set(examples, sparse, precision, new Random(1)), set(50, sparse, precision, new Random(2)), null);
    }

    private static Examples set(int examples, boolean sparse, Precision precision, Random random) {
        List<FeatureColumn> columns = new ArrayList<>();
        for (int j = 0; j < (sparse ? DENSE : INPUTS); j++) {
            columns.add(FeatureColumn.number("x" + j, new Scaling.None(), 0, false));
        }
        for (int b = 0; sparse && b < BLOCKS.length; b++) {
            List<String> words =
                    IntStream.range(0, BLOCKS[b]).mapToObj(k -> "w" + k).toList();
            columns.add(new FeatureColumn("words" + b, ColumnKind.CATEGORICAL, null, new OneHot(words, false, false)));
        }
        InputEncoding encoding = new InputEncoding(columns, Set.of());
        Schema schema = new Schema(
                columns.stream().map(FeatureColumn::name).toList(), "y", Task.CLASSIFICATION, List.of("no", "yes"));
        ArrayTensor inputs =
                ArrayTensor.zeros(precision, examples, encoding.shape().dense());
        int[] categories = new int[examples * BLOCKS.length];
        double[] labels = new double[examples];
        for (int i = 0; i < examples; i++) {
            double sum = 0;
            for (int j = 0; j < DENSE; j++) {
                inputs.set(i, j, random.nextGaussian());
                sum += inputs.get(i, j);
            }
            int first = DENSE;
            for (int b = 0; b < BLOCKS.length; b++) {
                int category = random.nextInt(10) == 0 ? -1 : first + random.nextInt(BLOCKS[b]);
                categories[i * BLOCKS.length + b] = category;
                if (!sparse && category >= 0) {
                    inputs.set(i, category, 1);
                }
                sum += category % 3 - 1;
                first += BLOCKS[b];
            }
            labels[i] = sum > 0 ? 1 : 0;
        }
        return new Examples(schema, encoding, inputs, sparse ? categories : null, labels, List.of(), null);
    }
}
