package io.descent.spark;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.util.Arrays;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A model as a function of a struct with its features. */
final class SqlFunction implements UDF1<Row, @Nullable Row> {
    /** What the function returns. */
    static final StructType RESULT = new StructType()
            .add("prediction", DataTypes.DoubleType)
            .add("predictedLabel", DataTypes.StringType)
            .add("outputs", DataTypes.createArrayType(DataTypes.DoubleType));

    private final Broadcast<byte[]> model;
    private final String hash;
    private final Services.Plugins plugins;
    private final boolean keepsInvalid;
    private transient @Nullable Calls calls;

    SqlFunction(Broadcast<byte[]> model, String hash, Services.Plugins plugins, boolean keepsInvalid) {
        this.model = model;
        this.hash = hash;
        this.plugins = plugins;
        this.keepsInvalid = keepsInvalid;
    }

    /** What the calls of one task share. */
    private record Calls(StructType schema, Scorer scorer, Scorer.Batch batch) {}

    @Override
    public @Nullable Row call(@Nullable Row features) {
        if (features == null) {
            return null;
        }
        Calls now = calls;
        if (now == null || !now.schema().equals(features.schema())) {
            Scorer scorer = Scorer.of(hash, model::value, plugins);
            Layout layout = Layout.of(features.schema(), scorer.parts().schema().features());
            now = new Calls(features.schema(), scorer, scorer.new Batch(layout.positions()));
            calls = now;
        }
        Scorer.Batch batch = now.batch();
        batch.clear();
        batch.add(features);
        if (batch.problem(0) != null) {
            if (keepsInvalid) {
                return null;
            }
            throw new InvalidInputException(batch.problem(0) + "; correct the cell, or set handleInvalid to keep");
        }
        batch.predict();
        Schema schema = now.scorer().parts().schema();
        double prediction = batch.prediction(0);
        return RowFactory.create(
                prediction,
                schema.task() == Task.CLASSIFICATION ? schema.classes().get((int) prediction) : null,
                Arrays.stream(batch.outputs(0)).boxed().toArray(Double[]::new));
    }
}
