package io.descent.inference.limit.internal;

/**
 * The largest input of each kind. Each limit lies far above what a training needs and low enough that a damaged or
 * hostile file is refused within two seconds. {@code docs/limits.md} lists them all.
 */
public final class Limits {
    /** Bytes of an experiment file. */
    public static final int EXPERIMENT_BYTES = 1 << 20;

    /** Lists and sections within each other in a YAML or JSON text. */
    public static final int NESTING = 100;

    /** Characters of a line, a key or a text in a YAML text. */
    public static final int YAML_TEXT = 1 << 16;

    /** Keys, texts, lists and sections in a YAML text. */
    public static final int YAML_VALUES = 200_000;

    /** Values that aliases may add to a YAML text by repeating what they refer to. */
    public static final int ALIASED_VALUES = 10_000;

    /** Characters that aliases may add to a YAML text. */
    public static final int ALIASED_CHARACTERS = 1 << 18;

    /** Characters of a number in JSON. */
    public static final int JSON_NUMBER = 1_000;

    /** Characters of a key or text in JSON, and of a cell in a table. */
    public static final int CELL = 1 << 22;

    /** Characters of a line in a table. */
    public static final int LINE = 1 << 26;

    /** Bytes of the header of a safetensors file. */
    public static final int SAFETENSORS_HEADER = 1 << 24;

    /** Names, types, sizes and offsets in the header of a safetensors file. */
    public static final int SAFETENSORS_VALUES = 1 << 20;

    /** Pixels of an image. */
    public static final int PIXELS = 1 << 20;

    /** Columns of a table. */
    public static final int COLUMNS = 1 << 20;

    /** Different keys in a JSON Lines table. */
    public static final int JSON_KEYS = 100_000;

    /** Cells of a JSON Lines table in which fewer than one cell of a hundred has a value. */
    public static final int SPARSE_CELLS = 50_000_000;

    /** Columns that an experiment lists one by one when it is written with all choices filled in. */
    public static final int NAMED_COLUMNS = 10_000;

    /** Different words of a column, and classes of a label. */
    public static final int WORDS = 100_000;

    /** Networks of an average, and those that a training with folds trains. */
    public static final int NETWORKS = 1_000;

    /** Classes up to which confusion matrices are kept. */
    public static final int CONFUSION_CLASSES = 200;

    /** Outputs that are kept for the metrics of a data set; more are computed again when a metric asks for them. */
    public static final int KEPT_OUTPUTS = 1 << 26;

    /** Outputs of a data set up to which the metrics have bootstrap intervals. */
    public static final int RESAMPLED_OUTPUTS = 1 << 22;

    /** Residuals that a model keeps for intervals of values; of more examples, so many are drawn. */
    public static final int RESIDUALS = 100_000;

    /** Units of a layer. */
    public static final int UNITS = 1_000_000;

    /** Hidden layers of a network. */
    public static final int LAYERS = 1_000;

    /** Epochs of a training. */
    public static final int EPOCHS = 10_000_000;

    /** Hyperparameters of a search space. */
    public static final int SEARCHED = 1_000;

    /** Layers that a search space may ask for. */
    public static final int SEARCHED_LAYERS = 100;

    /** Keys and values of a search space, counted once for each layer. */
    public static final int SEARCHED_VALUES = 100_000;

    /** Lines of a printed table. */
    public static final int TABLE_LINES = 40;

    private Limits() {}
}
