package io.descent.core.data;

import io.descent.api.Labels;
import io.descent.inference.network.internal.InputParts;
import io.descent.inference.network.internal.InputShape;
import io.descent.inference.spec.InputLayer;
import io.descent.inference.spec.Schema;
import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The facts about the data that the defaults of an experiment depend on.
 *
 * @param schema the meaning of features and label
 * @param labels the label as losses and metrics see it
 * @param inputs the inputs of the network
 * @param numbers the dense inputs that are numbers, ascending: neither truth values nor markers of missing cells
 * @param columns what a user would write to get the same columns again
 * @param isScaled whether labels with values are scaled for training
 * @param train size of the training set
 * @param dev size of the dev set; 0 if there is none
 * @param test size of the test set; 0 if there is none
 */
public record DataSummary(
        Schema schema,
        Labels labels,
        InputShape inputs,
        List<Integer> numbers,
        SortedMap<String, ColumnChoice> columns,
        boolean isScaled,
        int train,
        int dev,
        int test)
        implements Serializable {
    /** Copies the list. */
    public DataSummary {
        numbers = List.copyOf(numbers);
    }

    /** A copy for the examples that a process has, of which others have the rest. */
    public DataSummary of(int trainHere, int devHere, int testHere) {
        return new DataSummary(schema, labels, inputs, numbers, columns, isScaled, trainHere, devHere, testHere);
    }

    /** The structure of an input layer for these data; null for none. */
    public @Nullable InputParts inputParts(@Nullable InputLayer spec) {
        return spec == null ? null : new InputParts(inputs, spec, spec.periodic() == null ? List.of() : numbers);
    }

    static int size(@Nullable Examples set) {
        return set == null ? 0 : set.size();
    }
}
