package io.descent.core.data;

import io.descent.inference.spec.Schema;
import java.util.List;

/** Examples whose features are numbers and whose labels are given apart. */
final class NumberRows {
    private NumberRows() {}

    static RawExamples of(Schema schema, Table table, double[] labels) {
        List<FeatureCells> features = schema.features().stream()
                .map(name -> FeatureCells.numbers(name, table.received(name).column()))
                .toList();
        return new RawExamples(schema, table, features, labels);
    }
}
