package io.descent.spark;

import io.descent.core.data.Table;
import io.descent.core.search.Assignment;
import io.descent.core.search.Objective;
import io.descent.core.search.StudyListener;
import io.descent.core.search.StudyResult;
import io.descent.core.search.Trial;
import io.descent.core.search.TrialFailure;
import io.descent.core.tune.StudySpec;
import io.descent.core.tune.TrialRunner;
import io.descent.core.tune.Tuning;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A study whose trials are tasks. The driver proposes and keeps the journal, which is that of {@code descent tune}, seconds
 * apart; the table travels to every executor once. A trial that goes on in a later rung begins anew.
 */
final class SparkStudy {
    private static final int MOST_PARALLEL = 1024;

    private SparkStudy() {}

    /** What a task knows of the study. */
    private record Known(Settings settings, Services.Plugins plugins, Layout layout, Frame rows, int threads)
            implements Serializable {}

    /**
     * Searches, or goes on with a study that was interrupted, and trains the chosen trial on the driver.
     *
     * @param estimator has an experiment with a section {@code search}
     * @param folder of the study, on the machine of the driver
     * @return what was found, in words
     */
    static String run(DescentEstimator<?> estimator, Dataset<Row> dataset, Path folder) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
        Services.Plugins plugins = estimator.sendPlugins(context);
        Services services = plugins.services();
        StudySpec spec = StudySpec.read(estimator.asked().yaml(), services.experiments());
        Layout ofRows = estimator.layout(dataset.schema(), spec.base().dataToLoad());
        Layout layout = ofRows.only(ofRows.names());
        JavaRDD<Cells> rows = dataset.toDF().javaRDD().map(ofRows::cells);
        Frame frame = layout.frame(rows.collect());
        int threads = context.getConf().getInt("spark.task.cpus", 1);
        Known known = new Known(estimator.asked(), plugins, layout, frame, threads);
        byte[] bytes = Packed.bytes(known);
        Broadcast<byte[]> sent = context.broadcast(bytes);
        Table table = layout.table(List.of(frame));
        boolean resume = Files.exists(folder.resolve("journal.jsonl"));
        try (Tuning tuning = new Tuning(spec, services.trainings(), services.registry(), folder, resume, table)) {
            Objective objective = new OnExecutors(context, sent, Scorer.hash(bytes));
            int parallel = Math.max(1, Math.min(MOST_PARALLEL, context.defaultParallelism()));
            StudyResult result = tuning.search(objective, parallel, new StudyListener() {});
            Trial best = result.best().orElse(null);
            if (best == null) {
                tuning.report(result);
                throw new InvalidInputException(
                        "no trial succeeded; see %s".formatted(folder.resolve("journal.jsonl")));
            }
            tuning.choose(best, new EngineSpec(services.backend(), threads), (run, trained, data) -> {});
            tuning.report(result);
            return String.format(
                    Locale.ROOT,
                    "best of %d trials: %s %s with %s; the study is in %s",
                    result.trials().size(),
                    tuning.metric(),
                    best.last().value(),
                    best.point().values(),
                    folder);
        } finally {
            sent.destroy();
        }
    }

    /** Evaluates a trial by a task. */
    private record OnExecutors(JavaSparkContext context, Broadcast<byte[]> known, String hash) implements Objective {
        @Override
        public Result evaluate(Assignment assignment) {
            byte[] request = Packed.bytes(new TrialRunner.Request(
                    new HashMap<>(assignment.values()),
                    assignment.seed(),
                    assignment.isLast() ? Integer.MAX_VALUE : assignment.epochs()));
            Broadcast<byte[]> study = known;
            String name = hash;
            byte[] answer = context.parallelize(List.of(request), 1)
                    .map(bytes -> Packed.bytes(
                            Runners.of(name, study).evaluate(Packed.object(bytes, TrialRunner.Request.class))))
                    .collect()
                    .get(0);
            TrialRunner.Response response = Packed.object(answer, TrialRunner.Response.class);
            response.curve().forEach(epoch -> assignment.report(epoch.epoch(), epoch.value(), epoch.cost()));
            if (response.failure() != null) {
                throw new TrialFailure(response.failure());
            }
            return new Result(response.value(), response.epochs(), response.weightsSha256());
        }
    }

    /** The studies that a process knows. */
    private static final class Runners {
        private static final Kept<TrialRunner> MADE = new Kept<>(2);

        static TrialRunner of(String hash, Broadcast<byte[]> study) {
            return MADE.get(hash, () -> {
                Known known = Packed.object(study.value(), Known.class);
                Services services = known.plugins().services();
                return new TrialRunner(
                        StudySpec.read(known.settings().yaml(), services.experiments()),
                        services.trainings(),
                        services.registry(),
                        new EngineSpec(services.backend(), known.threads()),
                        known.layout().table(List.of(known.rows())));
            });
        }
    }
}
