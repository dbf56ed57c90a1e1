package io.descent.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.descent.core.data.Table;
import io.descent.core.search.StudyListener;
import io.descent.core.tune.StudySpec;
import io.descent.core.tune.Tuning;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings, studies and predictions on a cluster of processes, which get the jar with everything. */
@Tag("cluster")
class ClusterTest {
    private static final String EXPERIMENT = """
            data: {split: 70/15/15}
            network: {hidden: [{units: 32}, {units: 16, batch-norm: true}]}
            training: {epochs: 4, batch-size: 32, shards: {count: 4, every: 5 steps}}
            """;

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static String jar;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("descent.spark.home", "none"));
        jar = System.getProperty("descent.spark.jar", "none");
        boolean exists = Files.isDirectory(home.resolve("jars")) && Files.exists(Path.of(jar));
        if (!exists) {
            System.out.println("skipped: the jars of Spark could not be had, so that there is no cluster");
        }
        assumeTrue(exists, "there are no jars of Spark in " + home);
        cluster = new Cluster(home, folder.resolve("cluster"), 2, 2);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static final String FOLDS = EXPERIMENT.replace(
            "shards: {count: 4, every: 5 steps}", "folds: 4, early-stopping: {metric: dev.cost, patience: 300}");

    private interface Work {
        void with(SparkSession session) throws Exception;
    }

    private static void onCluster(int executors, Work work) throws Exception {
        SparkSession session = cluster.session("test", jar, executors, "1g", "0s"); // tasks run where nobody knows them
        try {
            work.with(session);
        } finally {
            long start = System.nanoTime();
            session.stop();
            assertThat((System.nanoTime() - start) / 1e9)
                    .as("seconds until the session ended; a block that nobody can free takes 120")
                    .isLessThan(60);
        }
    }

    private static Dataset<Row> digits(SparkSession session) {
        return csv(session, Path.of("../examples/data/digits.csv"));
    }

    private static DescentClassifier classifier() {
        return new DescentClassifier().setLabelCol("digit").setExperiment(EXPERIMENT);
    }

    @Test
    void theWeightsAreThoseOfADeskOnAnyNumberOfExecutors() throws Exception {
        String desk = Desk.weights(Path.of("../examples/data/digits.csv"), "digit", EXPERIMENT, List.of());
        String collected = Desk.weights(
                Path.of("../examples/data/digits.csv"),
                "digit",
                EXPERIMENT.replace(", shards: {count: 4, every: 5 steps}", ""),
                List.of());
        String folds = Desk.weights(Path.of("../examples/data/digits.csv"), "digit", FOLDS, List.of());
        for (int executors : new int[] {1, 2, 4}) {
            onCluster(executors, session -> {
                int partitions = 2 + 3 * executors;
                Dataset<Row> table = digits(session).repartition(partitions, functions.rand(partitions));
                assertThat(classifier().fit(table).weightsSha256())
                        .as("%d executors, %d partitions", executors, partitions)
                        .isEqualTo(desk);
                assertThat(classifier()
                                .setExperiment(FOLDS)
                                .setTraining("members")
                                .fit(table)
                                .weightsSha256())
                        .as("folds, %d executors", executors)
                        .isEqualTo(folds);
                if (executors == 2) {
                    assertThat(new DescentClassifier()
                                    .setLabelCol("digit")
                                    .setExperiment(EXPERIMENT.replace(", shards: {count: 4, every: 5 steps}", ""))
                                    .fit(table)
                                    .weightsSha256())
                            .isEqualTo(collected);
                }
            });
        }
    }

    @Test
    void anExecutorThatIsKilledChangesNothing() throws Exception {
        for (String each : List.of(EXPERIMENT, FOLDS)) {
            String experiment = each.replace("epochs: 4", "epochs: 40");
            String desk = Desk.weights(Path.of("../examples/data/digits.csv"), "digit", experiment, List.of());
            onCluster(2, session -> {
                List<ProcessHandle> before = cluster.executors();
                Dataset<Row> table = digits(session);
                AtomicBoolean killed = killAfter(30, session);
                String weights = classifier()
                        .setExperiment(experiment)
                        .setTraining(each.equals(EXPERIMENT) ? "shards" : "members")
                        .fit(table)
                        .weightsSha256();
                assertThat(killed).as("in the middle of the training").isTrue();
                assertThat(before).as("executors, of which one was killed").isNotEqualTo(cluster.executors());
                assertThat(weights).isEqualTo(desk);
            });
        }
    }

    @Test
    void aStudyHasTheJournalOfOneMachine() throws Exception {
        String experiment = """
                data: {split: 70/15/15}
                network: {hidden: [{units: 8}]}
                training: {epochs: 3, batch-size: 32}
                search:
                  strategy: successive-halving
                  trials: 64
                  batch: 32
                  space: {training.learning-rate: {log: [0.0001, 0.1]}, 'network.hidden[0].units': [4, 8]}
                """;
        Path one = folder.resolve("one");
        Settings settings = new Settings(experiment, List.of("digit"), "classification", null, List.of());
        Services services = new Services.Plugins(List.of()).services();
        StudySpec spec = StudySpec.read(settings.yaml(), services.experiments());
        try (Tuning tuning = new Tuning(
                spec,
                services.trainings(),
                services.registry(),
                one,
                false,
                Table.csv(Path.of("../examples/data/digits.csv")))) {
            tuning.search(new EngineSpec(services.backend(), 1), 2, new StudyListener() {});
        }
        onCluster(4, session -> {
            Path two = folder.resolve("two");
            SparkStudy.run(
                    new DescentClassifier().setLabelCol("digit").setExperiment(experiment), digits(session), two);
            assertThat(outcomes(two)).isEqualTo(outcomes(one)).isNotEmpty();
        });
    }

    /** The lines of a journal about outcomes, without seconds and what chains the lines, in a fixed order. */
    private static List<String> outcomes(Path study) throws IOException {
        return Files.readAllLines(study.resolve("journal.jsonl")).stream()
                .filter(line -> line.contains("weightsSha256"))
                .map(line -> line.replaceAll("\"(seconds|crc32c)\":\\s*(\"[^\"]*\"|[0-9.Ee+-]+),?", ""))
                .sorted()
                .toList();
    }

    /** Real tables and images, as a table of the folder DESCENT_DATA; the score is compared in docs/spark.md. */
    @Test
    void realTablesHaveTheWeightsOfADesk() throws Exception {
        String data = System.getenv("DESCENT_DATA");
        if (data == null) {
            System.out.println(
                    "DESCENT_DATA is not set: adult, housing and Fashion-MNIST are not trained on the cluster");
        }
        assumeTrue(data != null, "DESCENT_DATA is not set");
        String experiment = """
                data: {split: 80/20}
                network: {hidden: [{units: 128}, {units: 128}]}
                training: {epochs: 10, batch-size: 16, shards: 4}
                """;
        Path images = folder.resolve("fashion.csv");
        Images.csv(Path.of(data, "fashion-mnist"), "train", images);
        Map<String, Path> tables = Map.of(
                "income", Path.of(data, "tables/adult/train.csv"),
                "median_house_value", Path.of(data, "tables/housing/train.csv"),
                "label", images);
        Map<String, String> desk = new HashMap<>();
        for (Map.Entry<String, Path> each : tables.entrySet()) {
            desk.put(each.getKey(), Desk.weights(each.getValue(), each.getKey(), experiment, List.of()));
        }
        for (int executors : new int[] {1, 2, 4}) {
            onCluster(executors, session -> {
                for (Map.Entry<String, Path> each : tables.entrySet()) {
                    if (each.getKey().equals("label") && executors != 2) {
                        continue; // images take minutes
                    }
                    Dataset<Row> table = csv(session, each.getValue()).repartition(executors == 2 ? 3 : 6);
                    DescentEstimator<?> estimator = each.getKey().equals("median_house_value")
                            ? new DescentRegressor()
                            : new DescentClassifier();
                    estimator.setLabelCol(each.getKey());
                    estimator.setExperiment(experiment);
                    AtomicBoolean killed = new AtomicBoolean(true);
                    if (executors == 4) {
                        killed = killAfter(16, session);
                    }
                    assertThat(estimator.fit(table).weightsSha256())
                            .as("%s on %d executors", each.getKey(), executors)
                            .isEqualTo(desk.get(each.getKey()));
                    assertThat(killed).as("in the middle of the training").isTrue();
                }
            });
        }
    }

    private static Dataset<Row> csv(SparkSession session, Path file) {
        return session.read()
                .option("header", true)
                .option("inferSchema", true)
                .csv(file.toAbsolutePath().toString());
    }

    /** Kills an executor after some more jobs; returns whether that has happened. */
    private static AtomicBoolean killAfter(int jobs, SparkSession session) {
        AtomicBoolean killed = new AtomicBoolean();
        AtomicInteger left = new AtomicInteger(jobs);
        session.sparkContext().addSparkListener(new SparkListener() {
            @Override
            public void onJobEnd(SparkListenerJobEnd job) {
                if (left.decrementAndGet() == 0) {
                    cluster.executors().get(0).destroyForcibly();
                    killed.set(true);
                }
            }
        });
        return killed;
    }

    @Test
    void aPluginTravelsInAJarOfItsOwn() throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        Path plugin = PluginJar.of(plugins, folder.resolve("plugin-classes"));
        String experiment = EXPERIMENT.replace("epochs: 4", "epochs: 2, optimizer: {stranger: {factor: 3}}");
        String desk =
                Desk.weights(Path.of("../examples/data/digits.csv"), "digit", experiment, List.of(), List.of(plugins));
        onCluster(2, session -> {
            DescentModel model = classifier()
                    .setExperiment(experiment)
                    .setPlugins(plugin.toString())
                    .fit(digits(session));
            assertThat(model.weightsSha256()).isEqualTo(desk);
        });
    }

    @Test
    void theCommandTrainsAndPredicts() throws Exception {
        Path model = folder.resolve("command-model");
        Path predictions = folder.resolve("command-predictions");
        String table = Path.of("../examples/data/digits.csv").toAbsolutePath().toString();
        String trained = cluster.submit(
                jar,
                0,
                "train",
                "--input",
                table,
                "--format",
                "csv",
                "--option",
                "header=true",
                "--option",
                "inferSchema=true",
                "--label",
                "digit",
                "--shards",
                "2",
                "--set",
                "training.epochs=2",
                "--out",
                model.toString());
        assertThat(trained)
                .containsPattern("accuracy +[01]\\.\\d{4} +[01]\\.\\d{4}\\n")
                .containsPattern("2 epochs, [0-9.]+ s, weights [0-9a-f]{64}\\n")
                .contains("the model is in");
        cluster.submit(
                jar,
                0,
                "predict",
                "--model",
                model.toString(),
                "--input",
                table,
                "--format",
                "csv",
                "--option",
                "header=true",
                "--option",
                "inferSchema=true",
                "--out-format",
                "csv",
                "--out",
                predictions.toString());
        try (Stream<Path> files = Files.list(predictions)) {
            long lines = 0;
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".csv")).toList()) {
                lines += Files.readAllLines(file).size() - 1;
            }
            assertThat(lines).isEqualTo(1797);
        }
        assertThat(cluster.submit(jar, 2, "train", "--lable", "digit"))
                .contains("descent: unknown option '--lable'; did you mean '--label'?");
        assertThat(cluster.submit(jar, 2, "predict", "--shards", "4"))
                .contains("descent: --shards is no option of predict; --help shows all");
    }
}
