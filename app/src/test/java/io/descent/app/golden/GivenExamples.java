package io.descent.app.golden;

import io.descent.core.data.Examples;
import io.descent.core.data.RawExamples;
import io.descent.core.data.Table;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import java.util.Arrays;

/** Makes examples from the numbers of a test. */
public final class GivenExamples {
    private GivenExamples() {}

    /**
     * Makes raw examples.
     *
     * @param features one array per example
     * @param labels for each example, the index of its class or its value
     */
    public static RawExamples raw(Schema schema, double[][] features, double[] labels, Precision precision) {
        Table.Builder table = Table.builder();
        for (int j = 0; j < schema.features().size(); j++) {
            int feature = j;
            table.column(
                    schema.features().get(j),
                    Arrays.stream(features).mapToDouble(row -> row[feature]).toArray());
        }
        if (schema.task() == Task.REGRESSION) {
            table.column(schema.label(), labels);
        } else {
            table.column(
                    schema.label(),
                    Arrays.stream(labels)
                            .mapToObj(label -> schema.classes().get((int) label))
                            .toList());
        }
        return RawExamples.of(table.build(), schema, true);
    }

    /** Makes encoded examples without normalisation. */
    public static Examples of(Schema schema, double[][] features, double[] labels, Precision precision) {
        return of(schema, InputEncoding.unscaled(schema.features()), features, labels, precision);
    }

    /** Makes encoded examples. */
    public static Examples of(
            Schema schema, InputEncoding encoding, double[][] features, double[] labels, Precision precision) {
        return raw(schema, features, labels, precision).encode(encoding, precision);
    }
}
