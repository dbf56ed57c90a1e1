package io.descent.spark;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** The training of the members of a cross-validation, each by tasks of its own, on a table that fits into one process. */
final class MembersTraining {
    private MembersTraining() {}

    /**
     * Trains.
     *
     * @param rows cells of the layout
     */
    static Trained train(
            JavaSparkContext context, JavaRDD<Cells> rows, Layout layout, Settings settings, Services.Plugins plugins) {
        return Trained.of(() -> {
            SentTable table = SentTable.of(context, rows, layout);
            try {
                int ofDriver = context.getConf().getInt("spark.driver.cores", 1);
                return CollectedTraining.train(table.table(), settings, plugins, ofDriver, trainer -> {
                    try (ExecutorMembers members = new ExecutorMembers(context, table, trainer.experiment(), plugins)) {
                        return trainer.withMembers(members).train();
                    }
                });
            } finally {
                table.destroy();
            }
        });
    }
}
