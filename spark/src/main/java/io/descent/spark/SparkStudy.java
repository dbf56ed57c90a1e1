package io.descent.spark;

import io.descent.core.search.Assignment;
import io.descent.core.search.Objective;
import io.descent.core.search.StudyListener;
import io.descent.core.search.StudyResult;
import io.descent.core.search.Trial;
import io.descent.core.search.TrialFailure;
import io.descent.core.tune.StudySpec;
import io.descent.core.tune.TrialRunner;
import io.descent.core.tune.Tuning;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A study whose trials are tasks. The driver proposes and keeps the journal, which is that of {@code descent tune}, seconds
 * apart; the table travels to every executor once. Between the rungs of a trial, its checkpoint is a file of the driver.
 */
final class SparkStudy {
    private static final int MOST_PARALLEL = 1024;

    private SparkStudy() {}

    /** What a process makes a runner of. */
    private record Making(SentTable table, Settings settings, Services.Plugins plugins, int threads)
            implements Serializable {
        TrialRunner runner() {
            Services services = plugins.services();
            return new TrialRunner(
                    StudySpec.read(settings.yaml(), services.experiments()),
                    services.trainings(),
                    services.registry(),
                    new EngineSpec(services.backend(), threads),
                    table.table(),
                    Services.temporaryFolder("descent-trials"));
        }
    }

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
        SentTable table = SentTable.of(context, rows, layout);
        int threads = DescentEstimator.threads(context);
        Broadcast<Held<TrialRunner>> runner =
                context.broadcast(new Held<>(new Making(table, estimator.asked(), plugins, threads)));
        boolean resume = Files.exists(folder.resolve("journal.jsonl"));
        try (Tuning tuning =
                new Tuning(spec, services.trainings(), services.registry(), folder, resume, table.table())) {
            int parallel = Math.max(1, Math.min(MOST_PARALLEL, context.defaultParallelism()));
            StudyResult result = tuning.search(
                    checkpoints -> new OnExecutors(context, runner, checkpoints), parallel, new StudyListener() {});
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
            runner.destroy();
            table.destroy();
        }
    }

    /**
     * Evaluates a rung of a trial by a task.
     *
     * @param saved the folder of what rungs leave to the next ones
     */
    private record OnExecutors(JavaSparkContext context, Broadcast<Held<TrialRunner>> runner, Path saved)
            implements Objective {
        @Override
        public Result evaluate(Assignment assignment) {
            Path file = saved.resolve(assignment.trial() + "-" + assignment.repeat());
            byte[] request = Packed.bytes(new TrialRunner.Request(
                    new HashMap<>(assignment.values()),
                    assignment.seed(),
                    assignment.from(),
                    assignment.isLast() ? Integer.MAX_VALUE : assignment.epochs(),
                    read(file)));
            Broadcast<Held<TrialRunner>> held = runner;
            byte[] answer = context.parallelize(List.of(assignment.trial()), 1)
                    .map(trial -> Packed.bytes(held.value()
                            .get(Making.class, Making::runner)
                            .evaluate(Packed.object(request, TrialRunner.Request.class))))
                    .collect()
                    .get(0);
            TrialRunner.Response response = Packed.object(answer, TrialRunner.Response.class);
            response.curve().forEach(epoch -> assignment.report(epoch.epoch(), epoch.value(), epoch.cost()));
            write(file, response.saved());
            if (response.failure() != null) {
                throw new TrialFailure(response.failure());
            }
            return new Result(response.value(), response.epochs(), response.weightsSha256());
        }

        private static TrialRunner.@Nullable Saved read(Path file) {
            try {
                return Files.exists(file) ? Packed.object(Files.readAllBytes(file), TrialRunner.Saved.class) : null;
            } catch (IOException e) {
                throw OutputFile.problem(file, e);
            }
        }

        private static void write(Path file, TrialRunner.@Nullable Saved saved) {
            try {
                if (saved == null) {
                    Files.deleteIfExists(file);
                } else {
                    Files.createDirectories(Objects.requireNonNull(file.getParent()));
                    Files.write(file, Packed.bytes(saved));
                }
            } catch (IOException e) {
                throw OutputFile.problem(file, e);
            }
        }
    }
}
