package io.descent.core.experiment;

import io.descent.core.config.internal.Yaml;
import java.util.Map;

/** Writes an experiment file in which a comment stands above each section and above keys that need one. */
final class CommentedYaml {
    private static final String HEAD = """
            # A Descent experiment with every choice written out. To train it: descent train FILE
            # docs/experiment-file.md lists all keys.
            """;

    private static final int WIDTH = 100;

    /** Comments by key; those of nested keys have a point between the names. */
    static final Map<String, String> COMMENTS = Map.ofEntries(
            Map.entry("seed", "Decides the split, the initial weights, the order of examples and the masks."),
            Map.entry("precision", "float32 or float64."),
            Map.entry("data", "The examples: where they come from, what is predicted, and what the columns are."),
            Map.entry("data.file", "A table: a file, a pattern such as part-*.csv, or - for standard input."),
            Map.entry("data.train", "The table of the training set; dev and test have tables of their own, too."),
            Map.entry(
                    "data.header",
                    "Whether the first line has the names of the columns. Also: separator, decimal, thousands, encoding,"
                            + " quotes, comment, missing."),
            Map.entry("data.label", "The column to predict, or a list of columns of numbers."),
            Map.entry("data.positive", "The class that precision and recall are about."),
            Map.entry("data.ignore", "Columns to leave out, in addition to those that say ignore below."),
            Map.entry(
                    "data.columns",
                    "numeric, categorical, boolean, date, date PATTERN (date dd.MM.yyyy), or ignore. For numbers that are"
                            + " scaled differently: standardize, robust, quantile, min-max or none."),
            Map.entry("data.weight", "The column with the weight of each row."),
            Map.entry("data.order", "file, or content: the same rows in another order then give the same weights."),
            Map.entry("data.group", "Rows with the same cell in this column are in the same set."),
            Map.entry("data.time", "The earliest rows by this column are the training set, the latest the test set."),
            Map.entry("data.set", "The column that says train, dev or test."),
            Map.entry("data.task", "classification or regression."),
            Map.entry(
                    "data.target",
                    "How the label is scaled for training: standardize, log, quantile or none. Predictions and metrics are"
                            + " in the units of the table in any case, the cost is not."),
            Map.entry(
                    "data.split",
                    "Shares of train, dev and test set, such as 60/20/20 or 80/20; auto by size; or none."),
            Map.entry("data.normalize", "How numbers are scaled: standardize, robust, quantile, min-max or none."),
            Map.entry(
                    "data.categories",
                    "Words that get an input of their own: how many at most, and in how many rows of the training set at"
                            + " least. All others share one input."),
            Map.entry("network", "Layers of units between the inputs and the output."),
            Map.entry("network.hidden", "One entry per layer; [] makes a linear model."),
            Map.entry("network.output", "The output layer; its width follows from the label."),
            Map.entry(
                    "network.loss",
                    "What training minimises. Classes: softmax-cross-entropy, binary-cross-entropy (two classes), focal."
                            + " Numbers: mean-squared-error, mean-absolute-error, huber, quantile, poisson (counts)."),
            Map.entry("training", "How the weights are found. 'descent plugins' lists every name that can stand here."),
            Map.entry("training.epochs", "Passes over the training set, at most."),
            Map.entry("training.batch-size", "Examples per update, or all."),
            Map.entry(
                    "training.optimizer",
                    "For example adam, adamw, gradient-descent, momentum or schedule-free-adamw."),
            Map.entry(
                    "training.schedule",
                    "How the learning rate changes: for example constant, cosine, one-cycle or reduce-on-plateau."),
            Map.entry("training.class-weights", "Weights of classes in the loss: balanced, or {no: 1, yes: 8}."),
            Map.entry(
                    "training.regularizers",
                    "Against overfitting, in every layer: for example [{l2: {lambda: 0.001}}]."),
            Map.entry("training.augment", "Changes to images while training, for example [shift]."),
            Map.entry(
                    "training.early-stopping",
                    "Stop when the metric has not improved for so many epochs, and keep the best epoch."),
            Map.entry("training.watch", "nothing, or layers to record what happens inside each layer."),
            Map.entry("training.report-every", "Epochs between lines on the console."),
            Map.entry("metrics", "What is measured on every set, besides the cost. More: auc, log-loss, ..."),
            Map.entry("diagnosis", "base-error: the error that nobody can avoid, such as that of human experts."),
            Map.entry(
                    "calibration",
                    "What is learnt about the predictions on the dev set: method: temperature for probabilities,"
                            + " threshold: {maximize: f1} or {costs: ...} for decisions, interval: true for values."),
            Map.entry("training.time", "How long to train at most, such as 10 min."),
            Map.entry(
                    "training.folds",
                    "Cross-validation: k networks, each trained on all parts of the training set but one; the model is"
                            + " their average."),
            Map.entry(
                    "training.shards",
                    "Local SGD: so many parts of the training set are trained at once from the same parameters, which are"
                            + " then averaged."),
            Map.entry("listeners", "Plugins that watch the training."),
            Map.entry(
                    "checkpoint",
                    "When the run saves its state: every 30 s, every 5 epochs, or none before the end; keep: how many stay."),
            Map.entry("importance", "Whether to measure how much each column matters, on the dev set."));

    private final StringBuilder text = new StringBuilder(HEAD);

    private CommentedYaml() {}

    /** The text of an experiment file. */
    static String of(Map<String, Object> experiment) {
        CommentedYaml yaml = new CommentedYaml();
        experiment.forEach(yaml::entry);
        return yaml.text.toString();
    }

    private void entry(String key, Object value) {
        text.append('\n');
        if (!(value instanceof Map<?, ?> section) || section.isEmpty()) {
            comment("", key);
            text.append(Yaml.text(Map.of(key, value)));
            return;
        }
        comment("", key);
        text.append(key).append(":\n");
        section.forEach((name, each) -> {
            comment("  ", key + "." + name);
            // blanks before the lines of a text in several lines do not count
            text.append(Yaml.text(Map.of(String.valueOf(name), each)).indent(2));
        });
    }

    private void comment(String indent, String key) {
        String comment = COMMENTS.get(key);
        if (comment == null) {
            return;
        }
        StringBuilder line = new StringBuilder(indent).append('#');
        for (String word : comment.split(" ", -1)) {
            if (line.length() + word.length() >= WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(indent).append('#');
            }
            line.append(' ').append(word);
        }
        text.append(line).append('\n');
    }
}
