package io.descent.spark;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Nearest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The program for {@code spark-submit}: {@code train}, {@code tune} and {@code predict} on anything that Spark reads. It
 * ends with 2 after a mistake of the user.
 */
public final class DescentSpark {
    private static final int MISTAKE = 2;
    private static final String USAGE = """
            spark-submit --class io.descent.spark.DescentSpark descent-spark-all.jar COMMAND OPTIONS

            train    train a network:             --label COLUMN --out DIR
            tune     search for hyperparameters:  --label COLUMN --experiment FILE --out DIR (of the driver)
            predict  add predictions to a table:  --model DIR --out DIR

            all            --input PATH  --format parquet|csv|json|jdbc|...  --option KEY=VALUE ...
                           --plugins A.jar,B.jar
            train, tune    --regression  --features A,B  --weight COLUMN  --set KEY=VALUE ...  --experiment FILE
            train          --shards N  --training auto|collected|members|shards  --overwrite
            predict        --out-format parquet|csv|...  --invalid error|skip|keep  --overwrite
            """;

    private static final List<String> OF_ALL = List.of("--input", "--format", "--option", "--plugins", "--out");
    private static final List<String> OF_TUNE =
            joined(OF_ALL, List.of("--label", "--regression", "--features", "--weight", "--set", "--experiment"));
    private static final Map<String, List<String>> COMMANDS = Map.of(
            "train", joined(OF_TUNE, List.of("--shards", "--training", "--overwrite")),
            "tune", OF_TUNE,
            "predict", joined(OF_ALL, List.of("--model", "--out-format", "--invalid", "--overwrite")));
    private static final List<String> FLAGS = List.of("--regression", "--overwrite");

    private final Map<String, List<String>> options = new LinkedHashMap<>();
    private final PrintStream console;

    private DescentSpark(PrintStream console) {
        this.console = console;
    }

    /** Runs a command. */
    public static void main(String[] arguments) {
        int code = new DescentSpark(System.out).run(arguments, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs a command; returns the exit code. */
    private int run(String[] arguments, PrintStream errors) {
        if (arguments.length == 0 || List.of(arguments).contains("--help")) {
            console.print(USAGE);
            return arguments.length == 0 ? MISTAKE : 0;
        }
        try {
            parse(arguments);
        } catch (InvalidInputException e) { // before a cluster is asked for anything
            errors.println("descent: " + e.getMessage());
            return MISTAKE;
        }
        SparkSession session = SparkSession.builder().getOrCreate();
        try {
            switch (arguments[0]) {
                case "train" -> train(session);
                case "tune" -> tune(session);
                default -> predict(session);
            }
            return 0;
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            String mistake = mistake(e);
            if (mistake == null) {
                throw e;
            }
            errors.println("descent: " + mistake);
            return MISTAKE;
        } finally {
            session.stop();
        }
    }

    /** What a user did wrong, in a sentence; null if it is something else. */
    private static @Nullable String mistake(Throwable failure) {
        String own = Mistake.of(failure);
        boolean isOfUser = failure instanceof IllegalArgumentException
                || failure.getClass().getSimpleName().contains("AnalysisException"); // of a query, a table, a folder
        return own != null || !isOfUser
                ? own
                : String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private void parse(String[] arguments) {
        String command = arguments[0];
        List<String> known = COMMANDS.get(command);
        if (known == null) {
            throw new InvalidInputException("unknown command '%s'; expected train, tune or predict%s"
                    .formatted(
                            command,
                            Nearest.suggestion(
                                    command, COMMANDS.keySet().stream().sorted().toList())));
        }
        for (int i = 1; i < arguments.length; i++) {
            String name = arguments[i];
            if (!known.contains(name)) {
                boolean isOfAnother = COMMANDS.values().stream().anyMatch(each -> each.contains(name));
                throw new InvalidInputException(
                        isOfAnother
                                ? "%s is no option of %s; --help shows all".formatted(name, command)
                                : "unknown option '%s'%s; --help shows all"
                                        .formatted(name, Nearest.suggestion(name, known)));
            }
            if (FLAGS.contains(name)) {
                options.put(name, List.of("true"));
                continue;
            }
            if (i + 1 == arguments.length) {
                throw new InvalidInputException("%s needs a value".formatted(name));
            }
            options.computeIfAbsent(name, key -> new ArrayList<>()).add(arguments[++i]);
        }
    }

    private @Nullable String find(String name) {
        List<String> values = options.getOrDefault(name, List.of());
        if (values.size() > 1 && !name.equals("--set") && !name.equals("--option")) {
            throw new InvalidInputException("%s is given %d times; give it once".formatted(name, values.size()));
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private String require(String name) {
        String value = find(name);
        if (value == null) {
            throw new InvalidInputException("%s is missing; --help shows all options".formatted(name));
        }
        return value;
    }

    private Map<String, String> pairs(String name) {
        Map<String, String> pairs = new TreeMap<>();
        for (String each : options.getOrDefault(name, List.of())) {
            int equals = each.indexOf('=');
            if (equals < 1) {
                throw new InvalidInputException("%s %s: expected KEY=VALUE".formatted(name, each));
            }
            pairs.put(each.substring(0, equals), each.substring(equals + 1));
        }
        return pairs;
    }

    private String[] list(String name) {
        String value = find(name);
        return value == null ? new String[0] : value.split(",");
    }

    private Dataset<Row> input(SparkSession session) {
        DataFrameReader reader = session.read();
        String format = find("--format");
        if (format != null) {
            reader = reader.format(format);
        }
        reader = reader.options(pairs("--option"));
        String path = find("--input");
        if (path == null && !"jdbc".equals(format)) {
            throw new InvalidInputException("--input is missing; --help shows all options");
        }
        return path == null ? reader.load() : reader.load(path);
    }

    private <E extends DescentEstimator<E>> E estimator(E estimator) {
        estimator.setLabelCol(require("--label"));
        estimator.setFeaturesCols(list("--features"));
        estimator.setSettings(pairs("--set"));
        estimator.setPlugins(list("--plugins"));
        String weight = find("--weight");
        if (weight != null) {
            estimator.setWeightCol(weight);
        }
        String experiment = find("--experiment");
        if (experiment != null) {
            estimator.setExperiment(text(experiment));
        }
        String training = find("--training");
        if (training != null) {
            if (!DescentEstimator.WAYS.contains(training)) {
                throw new InvalidInputException("--training %s: expected one of %s%s"
                        .formatted(
                                training,
                                String.join(", ", DescentEstimator.WAYS),
                                Nearest.suggestion(training, DescentEstimator.WAYS)));
            }
            estimator.setTraining(training);
        }
        String shards = find("--shards");
        if (shards != null) {
            try {
                estimator.setShards(Integer.parseInt(shards));
            } catch (NumberFormatException e) {
                throw new InvalidInputException("--shards %s: expected a whole number".formatted(shards), e);
            }
        }
        return estimator;
    }

    private static String text(String file) {
        try {
            return Files.readString(java.nio.file.Path.of(file));
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s: cannot be read; expected an experiment file on the machine of the driver".formatted(file), e);
        }
    }

    private DescentEstimator<?> estimator() {
        return options.containsKey("--regression")
                ? estimator(new DescentRegressor())
                : estimator(new DescentClassifier());
    }

    private void train(SparkSession session) {
        String out = require("--out");
        requireNew(session, out);
        DescentModel model = estimator().fit(input(session));
        try {
            model.write().overwrite().save(out);
        } catch (IOException e) {
            throw new InvalidInputException("%s: the model cannot be written: %s".formatted(out, e.getMessage()), e);
        }
        ResultText.of(model.measured()).forEach(console::println);
        console.println("the model is in " + out);
    }

    /** Rejects a folder that exists before anything is computed. */
    private void requireNew(SparkSession session, String folder) {
        try {
            Path path = new Path(folder);
            if (!options.containsKey("--overwrite")
                    && path.getFileSystem(session.sessionState().newHadoopConf())
                            .exists(path)) {
                throw new InvalidInputException("%s exists; give another --out, or --overwrite".formatted(folder));
            }
        } catch (IOException e) {
            throw new InvalidInputException("%s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private void predict(SparkSession session) {
        String out = require("--out");
        requireNew(session, out);
        DescentModel model = DescentModel.load(require("--model"));
        String invalid = find("--invalid");
        if (invalid != null) {
            model.setHandleInvalid(invalid);
        }
        if (options.containsKey("--plugins")) {
            model.setPlugins(list("--plugins"));
        }
        String format = find("--out-format");
        if (format != null && !format.equals("parquet") && !format.equals("orc")) {
            model.setProbabilityCol("").setRawPredictionCol(""); // a text has no vectors
        }
        model.transform(input(session))
                .write()
                .format(format == null ? "parquet" : format)
                .option("header", true)
                .mode(options.containsKey("--overwrite") ? SaveMode.Overwrite : SaveMode.ErrorIfExists)
                .save(out);
        console.println("the predictions are in " + out);
    }

    private void tune(SparkSession session) {
        DescentEstimator<?> estimator = estimator();
        console.println(SparkStudy.run(estimator, input(session), java.nio.file.Path.of(require("--out"))));
    }
}
