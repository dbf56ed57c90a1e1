package io.descent.core.data;

import io.descent.inference.table.internal.CellFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table whose columns are known.
 *
 * @param examples its features and labels
 * @param roles its columns that decide something
 * @param labels how the values of each label are written; null for classes
 */
record TypedTable(RawExamples examples, RoleCells roles, List<@Nullable CellFormat> labels) {
    /** The examples with their weights. */
    RawExamples weighted() {
        double[] weights = roles.weights();
        return weights.length == 0 ? examples : examples.withWeights(weights);
    }

    /** The rows in the order of their cells. */
    TypedTable byContent(long seed) {
        int[] order = ContentOrder.of(examples, roles, seed);
        return new TypedTable(
                examples.select(order), roles.roles().of(roles.table().select(order)), labels);
    }
}
