package io.descent.spark;

import io.descent.core.data.Table;
import io.descent.core.search.StudyListener;
import io.descent.core.tune.StudySpec;
import io.descent.core.tune.Tuning;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Measures on a cluster of two executors with one core each: {@code mlp} compares with Spark's own network, {@code
 * transform} predicts five million rows, {@code study} searches with 64 trials.
 */
final class SparkBenchmark {
    private static final int ROWS = 5_000_000;
    private static final int REPEATS = 3;

    private final SparkSession session;
    private final Path data;

    private SparkBenchmark(SparkSession session, Path data) {
        this.session = session;
        this.data = data;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("spark-benchmark");
        try (Cluster cluster =
                new Cluster(Path.of(System.getProperty("descent.spark.home")), folder.resolve("cluster"), 1, 1)) {
            String jars = System.getProperty("descent.spark.jar") + "," + Nothing.jar(folder.resolve("nothing.jar"));
            SparkSession session = cluster.session("benchmark", jars, 2, "2g", "3s");
            SparkBenchmark benchmark =
                    new SparkBenchmark(session, Path.of(System.getenv().getOrDefault("DESCENT_DATA", "none")));
            for (String each : arguments) {
                switch (each) {
                    case "mlp" -> benchmark.mlp();
                    case "transform" -> benchmark.transform();
                    case "study" -> benchmark.study(folder);
                    case "folds" -> benchmark.folds();
                    default -> throw new IllegalArgumentException(each + ": expected mlp, transform, study or folds");
                }
            }
            session.stop();
        }
    }

    /** A partition as it is. */
    private static final class Nothing implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> rows) {
            return rows;
        }

        /** This class in a jar, for the executors. */
        static Path jar(Path file) throws IOException {
            String name = Nothing.class.getName().replace('.', '/') + ".class";
            try (InputStream in = Objects.requireNonNull(
                            Nothing.class.getClassLoader().getResourceAsStream(name));
                    JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
                out.putNextEntry(new JarEntry(name));
                in.transferTo(out);
            }
            return file;
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    private Dataset<Row> csv(Path file) {
        Dataset<Row> table = session.read()
                .option("header", true)
                .option("inferSchema", true)
                .csv(file.toAbsolutePath().toString());
        return table.toDF(Arrays.stream(table.columns())
                .map(name -> name.replace('.', '_')) // Spark's own stages take a point for a field
                .toArray(String[]::new));
    }

    private void mlp() throws IOException {
        print("| data | network | accuracy | seconds |");
        print("| --- | --- | --- | --- |");
        Dataset<Row>[] digits = csv(Path.of("examples/data/digits.csv")).randomSplit(new double[] {0.8, 0.2}, 1);
        compare("digits", digits[0], digits[1], "digit", 30);
        if (Files.isDirectory(data)) {
            compare(
                    "letter",
                    csv(data.resolve("tables/letter/train.csv")),
                    csv(data.resolve("tables/letter/test.csv")),
                    labelOf(data.resolve("tables/letter/table.txt")),
                    30);
            compare("Fashion-MNIST", images("train"), images("t10k"), "label", 10);
        } else {
            print("DESCENT_DATA is not set: letter and Fashion-MNIST are left out");
        }
    }

    private static String labelOf(Path description) throws IOException {
        return Files.readAllLines(description).stream()
                .filter(line -> line.startsWith("label: "))
                .map(line -> line.substring("label: ".length()))
                .findFirst()
                .orElseThrow();
    }

    private Dataset<Row> images(String set) throws IOException {
        Path file = Files.createTempFile(set, ".csv");
        file.toFile().deleteOnExit();
        Images.csv(data.resolve("fashion-mnist"), set, file);
        return csv(file).repartition(8);
    }

    private void compare(String name, Dataset<Row> train, Dataset<Row> test, String label, int epochs) {
        train.cache().count();
        test.cache().count();
        String[] features = Arrays.stream(train.columns())
                .filter(column -> !column.equals(label))
                .toArray(String[]::new);
        int classes = (int) train.select(label).distinct().count();
        for (int iterations : features.length > 100 ? new int[] {10, 30} : new int[] {100, 300}) {
            Pipeline own = new Pipeline().setStages(new PipelineStage[] {
                new StringIndexer().setInputCol(label).setOutputCol("index"),
                new VectorAssembler().setInputCols(features).setOutputCol("raw"),
                new StandardScaler().setInputCol("raw").setOutputCol("scaled").setWithMean(true),
                new MultilayerPerceptronClassifier()
                        .setLabelCol("index")
                        .setFeaturesCol("scaled")
                        .setLayers(new int[] {features.length, 128, 128, classes})
                        .setMaxIter(iterations)
                        .setSeed(1)
            });
            long start = System.nanoTime();
            PipelineModel model = own.fit(train);
            double took = seconds(start);
            double accuracy = new MulticlassClassificationEvaluator()
                    .setLabelCol("index")
                    .setMetricName("accuracy")
                    .evaluate(model.transform(test));
            print("| %s | Spark's, L-BFGS, %d iterations | %.4f | %.1f |", name, iterations, accuracy, took);
        }
        for (int shards : new int[] {0, 2}) {
            DescentClassifier estimator = new DescentClassifier()
                    .setLabelCol(label)
                    .setEpochs(epochs)
                    .setBatchSize(64)
                    .setExperiment("{data: {split: none}, network: {hidden: [{units: 128}, {units: 128}]}}");
            if (shards > 0) {
                estimator.setShards(shards).setEvery("epoch");
            }
            long start = System.nanoTime();
            DescentModel model = estimator.fit(train);
            double took = seconds(start);
            double accuracy = new DescentEvaluator().setLabelCol(label).evaluate(model.transform(test));
            print(
                    "| %s | Descent, %d epochs, %s | %.4f | %.1f |",
                    name, epochs, shards == 0 ? "one executor" : shards + " shards", accuracy, took);
        }
    }

    private Dataset<Row> numbers(long rows) {
        String[] columns = IntStream.range(0, 10)
                .mapToObj(j -> "CAST((id * %d %% 1009) AS DOUBLE) / 1009 AS x%d".formatted(37 + 2 * j, j))
                .toArray(String[]::new);
        return session.range(0, rows, 1, 8).selectExpr(columns);
    }

    private void transform() {
        Dataset<Row> train = numbers(20_000).selectExpr("*", "IF(x0 + x1 * x2 > 0.6, 1.0, 0.0) AS label");
        DescentModel model = new DescentClassifier()
                .setEpochs(2)
                .setExperiment("{data: {split: none}, network: {hidden: [{units: 64}, {units: 64}]}}")
                .fit(train);
        String[] features = IntStream.range(0, 10).mapToObj(j -> "x" + j).toArray(String[]::new);
        VectorAssembler vectors = new VectorAssembler().setInputCols(features).setOutputCol("features");
        PipelineModel own = new Pipeline()
                .setStages(new PipelineStage[] {
                    vectors,
                    new MultilayerPerceptronClassifier()
                            .setLayers(new int[] {10, 64, 64, 2})
                            .setMaxIter(5)
                })
                .fit(train);
        Dataset<Row> rows = numbers(ROWS);
        measure(
                "nothing, by mapPartitions",
                () -> write(rows.mapPartitions(new Nothing(), Encoders.row(rows.schema()))));
        measure("Descent", () -> write(model.transform(rows)));
        measure("Spark's network", () -> write(own.transform(rows)));
    }

    private static void write(Dataset<Row> rows) {
        rows.write().format("noop").mode("overwrite").save();
    }

    /** Prints the median of some repeats after one that is not counted. */
    private static void measure(String name, Runnable work) {
        work.run();
        double[] times = new double[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            long start = System.nanoTime();
            work.run();
            times[i] = seconds(start);
        }
        Arrays.sort(times);
        print("%-26s %5.1f s, %,.0f rows a second and core", name, times[1], ROWS / times[1] / 2);
    }

    private void study(Path folder) throws IOException {
        String experiment = """
                data: {split: 70/15/15}
                network: {hidden: [{units: 32}]}
                training: {epochs: 20, batch-size: 32}
                search: {trials: 64, batch: 32, space: {training.learning-rate: {log: [0.0001, 0.1]}}}
                """;
        Dataset<Row> table = csv(Path.of("examples/data/digits.csv"));
        table.cache().count();
        Settings settings = new Settings(experiment, List.of("digit"), "classification", null, List.of());
        Services services = new Services.Plugins(List.of()).services();
        StudySpec spec = StudySpec.read(settings.yaml(), services.experiments());
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            long start = System.nanoTime();
            try (Tuning tuning = new Tuning(
                    spec,
                    services.trainings(),
                    services.registry(),
                    folder.resolve("desk" + repeat),
                    false,
                    Table.csv(Path.of("examples/data/digits.csv")))) {
                tuning.search(new EngineSpec(services.backend(), 1), 2, new StudyListener() {});
            }
            double desk = seconds(start);
            start = System.nanoTime();
            DescentClassifier estimator =
                    new DescentClassifier().setLabelCol("digit").setExperiment(experiment);
            SparkStudy.run(estimator, table, folder.resolve("spark" + repeat));
            double cluster = seconds(start);
            print(
                    "64 trials: %.1f s by two threads, %.1f s by two executors, %.0f ms more a trial",
                    desk, cluster, (cluster - desk) / 64 * 2 * 1000);
        }
    }

    private void folds() {
        String experiment = """
                data: {split: none}
                network: {hidden: [{units: 128}, {units: 128}]}
                training: {epochs: 20, batch-size: 64, folds: 6}
                """;
        print("| data | members | seconds | weights |");
        print("| --- | --- | --- | --- |");
        folds("digits", csv(Path.of("examples/data/digits.csv")), "digit", experiment);
        if (Files.isDirectory(data)) {
            folds("adult", csv(data.resolve("tables/adult/train.csv")), "income", experiment);
        } else {
            print("DESCENT_DATA is not set: adult is left out");
        }
    }

    private static void folds(String name, Dataset<Row> table, String label, String experiment) {
        table.cache().count();
        for (String way : List.of("collected", "members")) {
            DescentClassifier estimator = new DescentClassifier()
                    .setLabelCol(label)
                    .setExperiment(experiment)
                    .setTraining(way);
            estimator.fit(table); // not counted
            double[] times = new double[REPEATS];
            String weights = "";
            for (int i = 0; i < REPEATS; i++) {
                long start = System.nanoTime();
                weights = estimator.fit(table).weightsSha256();
                times[i] = seconds(start);
            }
            Arrays.sort(times);
            print("| %s | %s | %.1f | %.12s |", name, way, times[1], weights);
        }
    }
}
