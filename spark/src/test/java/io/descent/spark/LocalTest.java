package io.descent.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.descent.inference.Descent;
import io.descent.inference.Model;
import io.descent.inference.Prediction;
import io.descent.inference.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorSizeHint;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Estimators, model and evaluator within one process. */
class LocalTest {
    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[2]")
                .appName("test")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", 3)
                .getOrCreate();
        spark.sparkContext().setLogLevel("ERROR");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** A table with numbers, words, dates, truth values and holes. */
    private static Dataset<Row> penguins() {
        return spark.read().option("header", true).option("inferSchema", true).csv("../examples/data/penguins.csv");
    }

    private static DescentClassifier species() {
        return new DescentClassifier().setLabelCol("Species").setEpochs(4).setSeed(3);
    }

    @Test
    void theWeightsDependNeitherOnPartitionsNorOnTheOrderOfTheRows() {
        String collected = species().fit(penguins()).weightsSha256();
        String shards = species().setShards(3).fit(penguins()).weightsSha256();
        assertThat(shards).isNotEqualTo(collected);
        Dataset<Row> shuffled = penguins().orderBy(functions.rand(5)).repartition(7);
        assertThat(species().fit(shuffled).weightsSha256()).isEqualTo(collected);
        assertThat(species().setShards(3).fit(shuffled).weightsSha256()).isEqualTo(shards);
    }

    @Test
    void theMembersOfACrossValidationAreThoseOfADesk() {
        String schedule = "learning-rate: 0.02, schedule: {reduce-on-plateau: {patience: 1}}";
        String norm =
                "{data: {split: 80/20}, network: {hidden: [{units: 6, batch-norm: true}]}, training: {epochs: 4, folds: 3, %s}}";
        for (String experiment : List.of(
                "{recipe: tables, data: {split: 80/20}, training: {epochs: 20, folds: {k: 3, repeats: 2}}}",
                norm.formatted(schedule),
                norm.formatted("optimizer: {swa: {optimizer: adam}}"),
                norm.replace("folds: 3", "folds: {k: 3, group: Individual ID}").formatted("batch-size: 16"))) {
            String desk = Desk.weights(Path.of("../examples/data/penguins.csv"), "Species", experiment, List.of());
            DescentClassifier members = new DescentClassifier()
                    .setLabelCol("Species")
                    .setExperiment(experiment)
                    .setTraining("members");
            DescentModel model = members.fit(penguins().repartition(5, functions.rand(7)));
            assertThat(model.weightsSha256()).as(experiment).isEqualTo(desk);
            assertThat(model.result()).contains("\"folds\"", "\"standardDeviation\"");
            DescentModel collected = members.setTraining("auto").fit(penguins());
            assertThat(collected.weightsSha256()).isEqualTo(desk);
            assertThat(withoutSeconds(collected)).isEqualTo(withoutSeconds(model));
        }
    }

    private static String withoutSeconds(DescentModel model) {
        return model.result().replaceAll("\"seconds\":\\s*[0-9.Ee-]+", "");
    }

    @Test
    void whatWasMeasuredIsShownAsATable() {
        DescentModel model =
                species().setSettings(Map.of("training.folds", "3")).fit(penguins());
        List<String> lines = ResultText.of(model.measured());
        assertThat(lines.get(0)).matches(" +train +dev +folds +\\+-");
        assertThat(lines.get(1)).matches("examples +275 +69");
        String number = " +[0-9]+\\.[0-9]{4}";
        assertThat(lines).anyMatch(line -> line.matches("accuracy" + number.repeat(4)));
        assertThat(lines.get(lines.size() - 1)).matches("4 epochs, [0-9.]+ s, weights " + model.weightsSha256());
    }

    @Test
    void theWayOfTrainingFollowsFromTheExperimentAndTheSizeOfTheTable() {
        assertThat(DescentEstimator.chosen(false, false, 100_000_000)).isEqualTo("collected");
        assertThat(DescentEstimator.chosen(false, false, 100_000_001)).isEqualTo("shards");
        assertThat(DescentEstimator.chosen(true, false, 0)).isEqualTo("shards");
        assertThat(DescentEstimator.chosen(false, true, 250_000)).isEqualTo("collected");
        assertThat(DescentEstimator.chosen(false, true, 250_001)).isEqualTo("members");
        assertThat(DescentEstimator.chosen(false, true, 1_000_000_000)).isEqualTo("members");
        assertThat(DescentEstimator.shards(1)).isEqualTo(2);
        assertThat(DescentEstimator.shards(400_000_000)).isEqualTo(4);
        assertThat(DescentEstimator.shards(400_000_001)).isEqualTo(5);
        assertThat(DescentEstimator.shards(Long.MAX_VALUE)).isEqualTo(1000);
    }

    @Test
    void waysOfTrainingThatContradictTheExperimentAreRefused() {
        Map<String, String> folds = Map.of("training.folds", "3");
        Map<String, String> shards = Map.of("training.shards", "3");
        assertThatThrownBy(() -> species().setTraining("members").fit(penguins()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("members needs an experiment with training.folds");
        assertThatThrownBy(
                        () -> species().setTraining("shards").setSettings(folds).fit(penguins()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("shards contradicts the folds");
        for (String way : List.of("collected", "members")) {
            assertThatThrownBy(
                            () -> species().setTraining(way).setSettings(shards).fit(penguins()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(way + " contradicts the shards");
        }
        assertThatThrownBy(() -> species().setShards(2).setSettings(folds).fit(penguins()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("shards and folds cannot be combined");
        assertThatThrownBy(() ->
                        species().setSettings(Map.of("training.folds", "400")).fit(penguins()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("use fewer folds");
        assertThatThrownBy(() -> species().setSettings(folds).fit(penguins().filter("Species IS NULL")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("contains no rows");
    }

    @Test
    void predictionsAreThoseOfTheModelAnywhere() {
        DescentModel model = species().fit(penguins());
        model.saveModel(folder.resolve("model").toString());
        Model desk = Descent.load(folder.resolve("model"));
        List<Row> rows = model.transform(penguins()).collectAsList();
        List<String> names = List.of(penguins().schema().fieldNames());
        for (Row row : rows.subList(0, 100)) {
            Map<String, Object> example = new HashMap<>();
            for (String feature : desk.schema().features()) {
                Object cell = row.get(names.indexOf(feature));
                example.put(feature, cell instanceof java.sql.Date date ? date.toLocalDate() : cell);
            }
            Prediction expected = desk.predict(example);
            assertThat(row.<String>getAs("predictedLabel")).isEqualTo(expected.label());
            double[] probability = ((Vector) row.getAs("probability")).toArray();
            assertThat(probability)
                    .containsExactly(expected.probabilities().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray());
            assertThat(desk.schema().classes().get((int)
                            row.<Double>getAs("prediction").doubleValue()))
                    .isEqualTo(expected.label());
        }
        assertThat(rows).hasSize((int) penguins().count());
    }

    @Test
    void aFunctionOfSqlGivesTheSamePredictions() {
        DescentModel model = species().fit(penguins());
        model.register(spark, "species");
        penguins().createOrReplaceTempView("penguins");
        List<Row> byFunction =
                spark.sql("SELECT species(struct(*)) AS p FROM penguins").collectAsList();
        List<Row> byTransform = model.transform(penguins()).collectAsList();
        for (int i = 0; i < byFunction.size(); i++) {
            Row predicted = byFunction.get(i).getStruct(0);
            assertThat(predicted.getDouble(0)).isEqualTo(byTransform.get(i).<Double>getAs("prediction"));
            assertThat(predicted.getString(1)).isEqualTo(byTransform.get(i).getAs("predictedLabel"));
        }
    }

    @Test
    void pipelinesAreSavedAndLoaded() throws Exception {
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            species().setSettings(Map.of("training.optimizer", "adamw", "network.hidden", "[{units: 8}]"))
        });
        pipeline.save(folder.resolve("pipeline").toString());
        Pipeline loaded = Pipeline.load(folder.resolve("pipeline").toString());
        PipelineModel model = loaded.fit(penguins());
        model.save(folder.resolve("fitted").toString());
        PipelineModel again = PipelineModel.load(folder.resolve("fitted").toString());
        assertThat(again.transform(penguins()).collectAsList())
                .isEqualTo(model.transform(penguins()).collectAsList());
        DescentModel first = (DescentModel) model.stages()[0];
        assertThat(((DescentModel) again.stages()[0]).weightsSha256()).isEqualTo(first.weightsSha256());
        assertThat(first.metric("dev", "accuracy")).isBetween(0.5, 1.0);
        assertThat(DescentEvaluator.load(save(new DescentEvaluator().setMetric("auc")))
                        .metric()
                        .name())
                .isEqualTo("metric");
    }

    private String save(DescentEvaluator evaluator) throws Exception {
        String path = folder.resolve("evaluator").toString();
        evaluator.save(path);
        return path;
    }

    @Test
    void aGridOfParamsIsCrossValidated() {
        DescentClassifier classifier = species();
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(classifier.learningRate(), new double[] {0.0001, 0.02})
                .addGrid(classifier.epochs(), new int[] {1, 6})
                .build();
        CrossValidatorModel chosen = new CrossValidator()
                .setEstimator(classifier)
                .setEvaluator(new DescentEvaluator().setLabelCol("Species").setMetric("log-loss"))
                .setEstimatorParamMaps(grid)
                .setNumFolds(2)
                .fit(penguins());
        double[] losses = chosen.avgMetrics();
        assertThat(losses).hasSize(4);
        assertThat(Arrays.stream(losses)).allMatch(loss -> loss > 0 && loss < 5);
        DescentModel best = (DescentModel) chosen.bestModel();
        double accuracy = new DescentEvaluator().setLabelCol("Species").evaluate(best.transform(penguins()));
        assertThat(accuracy).isBetween(0.8, 1.0);
    }

    @Test
    void adultIsCrossValidated() {
        String data = System.getenv("DESCENT_DATA");
        if (data == null) {
            System.out.println("DESCENT_DATA is not set: adult is not cross-validated");
        }
        assumeTrue(data != null, "DESCENT_DATA is not set");
        Dataset<Row> adult =
                spark.read().option("header", true).option("inferSchema", true).csv(data + "/tables/adult/train.csv");
        DescentClassifier classifier =
                new DescentClassifier().setLabelCol("income").setSettings(Map.of("network.hidden", "[{units: 16}]"));
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(classifier.learningRate(), new double[] {0.00001, 0.02})
                .addGrid(classifier.epochs(), new int[] {1, 2})
                .build();
        CrossValidatorModel chosen = new CrossValidator()
                .setEstimator(classifier)
                .setEvaluator(new DescentEvaluator().setLabelCol("income"))
                .setEstimatorParamMaps(grid)
                .setNumFolds(2)
                .fit(adult);
        for (int i = 0; i < grid.length; i++) {
            double rate = (Double) grid[i].get(classifier.learningRate()).get();
            assertThat(chosen.avgMetrics()[i] > 0.8).as("rate %s", rate).isEqualTo(rate > 0.01);
        }
    }

    @Test
    void aNumberIsPredictedAndMeasuredBySparksOwnEvaluator() {
        Dataset<Row> table = spark.range(300)
                .selectExpr("id", "(id * 37 % 101) / 10.0 AS x", "CASE WHEN id % 3 = 0 THEN 'a' ELSE 'b' END AS word")
                .selectExpr("x", "word", "3 * x + IF(word = 'a', 5, 0) AS y");
        DescentModel model = new DescentRegressor()
                .setLabelCol("y")
                .setEpochs(60)
                .setSettings(Map.of("calibration.interval", "true"))
                .fit(table);
        Dataset<Row> predicted = model.transform(table);
        double rmse =
                new RegressionEvaluator().setLabelCol("y").setMetricName("rmse").evaluate(predicted);
        assertThat(new DescentEvaluator().setLabelCol("y").setMetric("rmse").evaluate(predicted))
                .isCloseTo(rmse, within(1e-9));
        assertThat(rmse).isLessThan(2);
        assertThat(predicted.filter("lower > prediction OR upper < prediction").count())
                .isZero();
    }

    @Test
    void cellsThatCannotBeReadAreRefusedSkippedOrKept() {
        Dataset<Row> table = spark.range(200).selectExpr("CAST(id % 7 AS DOUBLE) x", "IF(id % 7 > 3, 'p', 'q') y");
        DescentModel model =
                new DescentClassifier().setLabelCol("y").setEpochs(2).fit(table);
        Dataset<Row> broken = spark.sql("SELECT '1' AS x UNION ALL SELECT 'one' UNION ALL SELECT NULL");
        assertThatThrownBy(() -> model.transform(broken).collectAsList())
                .hasMessageContaining("the column 'x': 'one' is not a number");
        assertThat(model.setHandleInvalid("skip").transform(broken).collectAsList())
                .hasSize(2);
        assertThat(model.setHandleInvalid("keep")
                        .transform(broken)
                        .filter("prediction IS NULL")
                        .collectAsList())
                .hasSize(1);
    }

    @Test
    void mistakesAreToldInWords() {
        Dataset<Row> table = spark.range(60).selectExpr("CAST(id AS DOUBLE) / 7 AS x", "array(id) list", "'same' y");
        DescentClassifier classifier = new DescentClassifier().setEpochs(1);
        assertThatThrownBy(() -> classifier.setLabelCol("z").fit(table))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the column 'z' is missing; columns: x, list, y");
        assertThatThrownBy(() -> classifier.setLabelCol("y").fit(table))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the column 'list' has the type array<bigint>");
        for (int shards : new int[] {0, 2}) {
            DescentClassifier each = new DescentClassifier().setEpochs(1).setLabelCol("y");
            if (shards > 0) {
                each.setShards(shards);
            }
            assertThatThrownBy(() -> each.fit(table.drop("list")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("a classifier needs at least two classes");
            assertThatThrownBy(() -> each.fit(table.drop("list")
                            .withColumn("y", functions.lit(null).cast("string"))))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("has a label in the column 'y'");
            assertThatThrownBy(() -> each.fit(table.drop("list").filter("x < 0")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("contains no rows");
            assertThatThrownBy(() -> each.setSettings(Map.of("training.optimiser", "adam"))
                            .fit(table.drop("list")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("optimiser");
        }
        assertThatThrownBy(() -> new DescentClassifier()
                        .setLabelCol("y")
                        .setShards(200)
                        .fit(spark.range(60).selectExpr("CAST(id AS DOUBLE) / 7 AS x", "id % 2 = 0 AS y")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be divided into 200 shards");
        DescentModel model = new DescentClassifier()
                .setLabelCol("y")
                .setEpochs(1)
                .fit(spark.range(60).selectExpr("CAST(id AS DOUBLE) / 7 AS x", "id % 2 = 0 AS y"));
        assertThatThrownBy(() -> model.transform(table.drop("x"))).hasMessageContaining("the column 'x' is missing");
    }

    @Test
    void nullLabelsAreLeftOutAndCounted() {
        Dataset<Row> table = spark.range(90)
                .selectExpr("CAST(id % 13 AS DOUBLE) AS x", "IF(id % 9 = 0, NULL, IF(id % 13 > 6, 'p', 'q')) AS y")
                .repartition(40); // more partitions than some have rows
        for (int shards : new int[] {0, 2}) {
            DescentClassifier each = new DescentClassifier().setEpochs(1).setLabelCol("y");
            if (shards > 0) {
                each.setShards(shards);
            }
            assertThat(each.fit(table).result()).contains("10 rows without a label are left out");
        }
    }

    @Test
    void aClassThatAShardNeverSeesIsNoProblem() {
        Dataset<Row> table = spark.range(64)
                .selectExpr(
                        "CAST(id AS DOUBLE) / 9 AS x",
                        "CASE WHEN id = 5 THEN 'rare' WHEN id % 2 = 0 THEN 'p' ELSE 'q' END AS y");
        DescentModel model = new DescentClassifier()
                .setEpochs(2)
                .setLabelCol("y")
                .setShards(8)
                .setSettings(Map.of("data.split", "none"))
                .fit(table);
        assertThat(model.classes()).containsExactly("p", "q", "rare");
    }

    @Test
    void theWholeExperimentMayBeGiven() {
        DescentModel model = new DescentClassifier()
                .setLabelCol("Species")
                .setExperiment("""
                        seed: 4
                        data: {file: ignored.csv, label: other, split: 60/20/20}
                        network: {hidden: [{units: 5, activation: tanh}]}
                        training: {epochs: 2, optimizer: adam}
                        """)
                .fit(penguins());
        assertThat(model.metric("test", "accuracy")).isBetween(0.0, 1.0);
    }

    @Test
    void columnsThatDecideSomethingAreReadBesideTheFeatures() {
        DescentModel model = new DescentClassifier()
                .setLabelCol("Species")
                .setFeaturesCols("Island", "Sex", "Body Mass (g)")
                .setEpochs(2)
                .setSettings(Map.of("data.group", "Individual ID"))
                .fit(penguins());
        assertThat(model.transform(penguins()).count()).isEqualTo(penguins().count());
        assertThatThrownBy(() -> species()
                        .setSettings(Map.of("data.group", "Individual"))
                        .fit(penguins()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the column 'Individual' is missing");
    }

    @Test
    void aNumberOfShardsInTheExperimentMayBeReplaced() {
        String experiment = "{network: {hidden: [{units: 5}]}, training: {epochs: 2, shards: 2}}";
        DescentModel two = species().setExperiment(experiment).fit(penguins());
        DescentModel four = species().setExperiment(experiment).setShards(4).fit(penguins());
        assertThat(two.weightsSha256()).isNotEqualTo(four.weightsSha256());
        assertThat(species()
                        .setExperiment(experiment.replace("shards: 2", "shards: {count: 4}"))
                        .fit(penguins())
                        .weightsSha256())
                .isEqualTo(four.weightsSha256());
    }

    @Test
    void textsWithSeveralMeaningsAreRefusedOnShards() {
        Dataset<Row> table = spark.range(60)
                .selectExpr(
                        "CAST(id AS DOUBLE) / 7 AS x",
                        "concat(id % 9, ',', id % 5) AS comma",
                        "concat(id % 11, '.5') AS text",
                        "IF(id % 2 = 0, 'p', 'q') AS y");
        assertThatThrownBy(() ->
                        new DescentClassifier().setLabelCol("y").setShards(2).fit(table))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the column 'comma' has texts that are numbers with a decimal comma");
        assertThatThrownBy(() -> new DescentRegressor()
                        .setLabelCol("text")
                        .setFeaturesCols("x")
                        .setShards(2)
                        .fit(table))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the column 'text' is a string");
        assertThatThrownBy(() -> new DescentClassifier()
                        .setLabelCol("y")
                        .setSettings(Map.of("data.order", "file"))
                        .fit(table))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("data.order");
    }

    @Test
    void aStageAfterTheModelMayUseItsColumns() {
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            species().setProbabilityCol("chances"),
            new VectorSizeHint().setInputCol("chances").setSize(3)
        });
        assertThat(List.of(pipeline.fit(penguins()).transform(penguins()).columns()))
                .contains("chances", "prediction")
                .doesNotContain("probability");
    }

    @Test
    void anEvaluatorWithoutTheNamesOfClassesSaysSo() {
        Dataset<Row> table = spark.sql("SELECT 'p' AS label, 0.0D AS prediction");
        assertThatThrownBy(() -> new DescentEvaluator().evaluate(table))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the label 'p' is a word");
    }

    @Test
    void aModelOutlivesItsSession() {
        DescentModel model = species().fit(penguins());
        List<Row> before = model.transform(penguins()).select("prediction").collectAsList();
        stop();
        start();
        assertThat(model.transform(penguins()).select("prediction").collectAsList())
                .isEqualTo(before);
    }

    @Test
    void anotherSerializerMakesNoDifference() {
        Map<String, String> folds = Map.of("training.folds", "3");
        String weights = species().setShards(3).fit(penguins()).weightsSha256();
        String ofFolds = species()
                .setSettings(folds)
                .setTraining("members")
                .fit(penguins())
                .weightsSha256();
        stop();
        System.setProperty("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
        try {
            start();
            assertThat(species().setShards(3).fit(penguins()).weightsSha256()).isEqualTo(weights);
            assertThat(species()
                            .setSettings(folds)
                            .setTraining("members")
                            .fit(penguins())
                            .weightsSha256())
                    .isEqualTo(ofFolds);
        } finally {
            System.clearProperty("spark.serializer");
            stop();
            start();
        }
    }
}
