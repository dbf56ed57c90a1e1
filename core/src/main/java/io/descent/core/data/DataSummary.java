package io.descent.core.data;

import io.descent.api.Labels;
import io.descent.inference.network.internal.InputShape;
import io.descent.inference.spec.Schema;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The facts about the data that the defaults of an experiment depend on.
 *
 * @param schema the meaning of features and label
 * @param labels the label as losses and metrics see it
 * @param inputs the inputs of the network
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
        SortedMap<String, ColumnChoice> columns,
        boolean isScaled,
        int train,
        int dev,
        int test) {
    static int size(@Nullable Examples set) {
        return set == null ? 0 : set.size();
    }
}
