package io.descent.core.tune;

import io.descent.api.Hyperparameter;
import io.descent.api.Metric;
import io.descent.core.config.internal.Overrides;
import io.descent.core.config.internal.YamlFile;
import io.descent.core.data.DataSummary;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.experiment.TimeSpan;
import io.descent.core.metrics.MetricName;
import io.descent.core.metrics.MetricSet;
import io.descent.core.metrics.WatchedMetric;
import io.descent.core.search.ChoiceRange;
import io.descent.core.search.Dimension.Condition;
import io.descent.core.search.Evidence;
import io.descent.core.search.Range;
import io.descent.core.search.Space;
import io.descent.core.search.Strategy;
import io.descent.inference.config.internal.Node;
import io.descent.inference.config.internal.Problems;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.Task;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A study: an experiment file with a section {@code search} that lists the values to find. */
public final class StudySpec {
    private static final String EPOCHS = "training.epochs";

    /** A place whose value is a fraction, except in a range of whole numbers. */
    private static final double SOMEWHERE = 0.3819;

    private final YamlFile yaml;
    private final ExperimentFile reader;
    private final Map<String, Template> parts;
    private final Section section;
    private final Space space;
    private final Experiment base;
    /** The metric to optimise, if it is neither usual nor among those of the experiment. */
    private final List<Metric> searched;

    /**
     * The section {@code search}.
     *
     * @param metric the metric to optimise; null for the dev set's accuracy (classification) or R2 (regression)
     * @param strategy decides which values to try
     * @param trials the largest number of trials
     * @param repeats trainings per trial, each with its own seed
     * @param batch trials that are proposed together; results depend on it
     * @param time the time after which no training starts; null for no limit
     * @param space keys of the experiment and their ranges
     */
    record Section(
            @Default("null") @Nullable MetricName metric,
            @Default("random") Strategy strategy,

            @Default("40") @Hyperparameter(min = 1, max = 10_000_000, help = "largest number of trials")
            int trials,

            @Default("1") @Hyperparameter(min = 1, max = 1000, help = "trainings per trial, each with its own seed")
            int repeats,

            @Default("8") @Hyperparameter(min = 1, max = 1024, help = "trials that are proposed together")
            int batch,

            @Default("null") @Nullable TimeSpan time,
            Node space) {}

    private StudySpec(
            YamlFile yaml,
            ExperimentFile reader,
            Map<String, Template> parts,
            Section section,
            Space space,
            Experiment base,
            List<Metric> searched) {
        this.yaml = yaml;
        this.reader = reader;
        this.parts = parts;
        this.section = section;
        this.space = space;
        this.base = base.withMetrics(searched);
        this.searched = searched;
    }

    /**
     * Reads a study.
     *
     * @param file an experiment with a section {@code search}; paths in it are relative to its folder
     * @param overrides for example {@code training.epochs=3}, applied in this order
     * @throws InvalidInputException with every problem of the file, each with its line
     */
    public static StudySpec read(Path file, List<String> overrides, ExperimentFile reader) {
        return read(YamlFile.read(file, overrides), reader);
    }

    /**
     * Reads a study that is parsed already.
     *
     * @param yaml an experiment with a section {@code search}
     * @throws InvalidInputException with every problem of the file, each with its line
     */
    public static StudySpec read(YamlFile yaml, ExperimentFile reader) {
        Problems problems = new Problems(yaml.label());
        Node search = yaml.section(ExperimentFile.SEARCH);
        if (search == null) {
            problems.add(
                    yaml.root(),
                    ExperimentFile.SEARCH,
                    "is missing; list the values to search, for example"
                            + " search: {space: {training.learning-rate: {log: [0.0001, 1]}}}");
        }
        StudySpec spec = search == null ? null : read(yaml.without(ExperimentFile.SEARCH), search, reader, problems);
        return yaml.require(spec, problems);
    }

    private static @Nullable StudySpec read(YamlFile yaml, Node search, ExperimentFile reader, Problems problems) {
        PluginRegistry registry = reader.registry();
        Experiment base = reader.bind(yaml, UnaryOperator.identity(), problems);
        Section section = yaml.binder(problems, registry).section(search, Section.class, "search");
        if (section == null) {
            return null;
        }
        if (MetricName.TRAIN_COST.equals(section.metric)) {
            problems.add(
                    search, "search.metric", "is train.cost, which favours overfitting; use a metric of the dev set");
        }
        List<Metric> searched = base == null ? List.of() : searched(search, section.metric, base, registry, problems);
        SpaceReader space = new SpaceReader(registry, problems);
        Map<String, Template> parts = space.read(section.space);
        if (section.strategy.rationsEpochs()
                && space.dimensions().stream()
                        .anyMatch(dimension -> dimension.name().equals(EPOCHS))) {
            problems.add(
                    section.space,
                    "search.space " + EPOCHS,
                    "cannot be searched: the strategy %s decides how many epochs a trial gets"
                            .formatted(section.strategy.name()));
        }
        if (base == null || problems.count() > 0) {
            return null;
        }
        StudySpec spec = new StudySpec(yaml, reader, parts, section, new Space(space.dimensions()), base, searched);
        spec.tryEnds(space.places(), problems);
        return problems.count() > 0 ? null : spec;
    }

    private static List<Metric> searched(
            Node search, @Nullable MetricName name, Experiment base, PluginRegistry registry, Problems problems) {
        try {
            if (name == null || new MetricSet(base.metrics()).contains(name.name())) {
                return List.of();
            }
            // a metric of the experiment's list replaces the usual one of its name
            boolean isThere = MetricSet.isUsual(name.name())
                    && base.metrics().stream().noneMatch(metric -> metric.name().equals(name.name()));
            return isThere ? List.of() : List.of(registry.require(Metric.class, name.name()));
        } catch (InvalidInputException e) {
            problems.add(search, "search.metric", String.join("; ", e.problems()));
            return List.of();
        }
    }

    /**
     * Makes experiments with both ends of every range and with every option, to find invalid values before training
     * starts.
     */
    private void tryEnds(List<Node> places, Problems problems) {
        Set<String> told = new HashSet<>();
        for (int i = 0; i < space.size(); i++) {
            Range range = space.dimension(i).range();
            double[] tried = range instanceof ChoiceRange
                    ? IntStream.range(0, range.size())
                            .mapToDouble(value -> (value + 0.5) / range.size())
                            .toArray()
                    : new double[] {0, 1, SOMEWHERE};
            for (double place : tried) {
                double[] point = new double[space.size()];
                Arrays.fill(point, 0.5);
                point[i] = place;
                activate(i, point);
                Problems found = new Problems("");
                bind(space.point(point).values(), found);
                for (String text : found.texts()) {
                    if (told.add(text)) {
                        problems.add(places.get(i), "search.space", text);
                    }
                }
            }
        }
    }

    private void activate(int dimension, double[] point) {
        Condition condition = space.dimension(dimension).condition();
        if (condition != null) {
            int other = condition.dimension();
            point[other] =
                    (condition.to() + 0.5) / space.dimension(other).range().size();
            activate(other, point);
        }
    }

    private @Nullable Experiment bind(Map<String, Object> values, Problems problems) {
        Experiment experiment;
        try {
            experiment = reader.bind(yaml, root -> put(root, values), problems);
        } catch (InvalidInputException e) {
            problems.add(yaml.root(), "", String.valueOf(e.getMessage()).replace(Problems.OVERRIDE, ""));
            return null;
        }
        return experiment == null ? null : experiment.withMetrics(searched);
    }

    private Node put(Node root, Map<String, Object> values) {
        Node changed = root;
        for (Map.Entry<String, Template> part : parts.entrySet()) {
            changed = Overrides.put(changed, part.getKey(), part.getValue().render(values));
        }
        return changed;
    }

    /** The experiment with the values in the file. */
    public Experiment base() {
        return base;
    }

    /** The space to search. */
    public Space space() {
        return space;
    }

    /** The strategy, which decides which values to try. */
    public Strategy strategy() {
        return section.strategy;
    }

    /** The largest number of trials. */
    public int trials() {
        return section.trials;
    }

    /** The number of trainings per trial. */
    public int repeats() {
        return section.repeats;
    }

    /** The number of trials that are proposed together. */
    public int batch() {
        return section.batch;
    }

    /** The time after which no training starts; null for no limit. */
    public @Nullable TimeSpan time() {
        return section.time;
    }

    /**
     * The metric to optimise.
     *
     * @param resolved the resolved experiment with the values in the file
     * @throws InvalidInputException if there are neither a dev set nor folds, or the metric does not apply to the data
     */
    public WatchedMetric metric(ResolvedExperiment resolved, DataSummary data) {
        if (data.dev() == 0 && resolved.training().folds() == null) {
            throw new InvalidInputException(
                    "a study needs a dev set to compare trials; add a dev part to data.split, set data.dev, or use training.folds");
        }
        MetricName usual = MetricName.parse(data.schema().task() == Task.CLASSIFICATION ? "dev.accuracy" : "dev.r2");
        try {
            return resolved.metricSet().watched(section.metric == null ? usual : section.metric);
        } catch (InvalidInputException e) {
            throw new InvalidInputException("search.metric: " + e.getMessage(), e);
        }
    }

    /**
     * The experiment of a trial.
     *
     * @param values the values of the active hyperparameters, by name
     * @param seed the seed of initial weights, order of examples and masks
     * @throws InvalidInputException if these values are incompatible
     */
    public Experiment experiment(Map<String, Object> values, long seed) {
        Problems problems = new Problems("");
        Experiment experiment = bind(values, problems);
        if (experiment == null) {
            throw new InvalidInputException(String.join("; ", problems.texts()));
        }
        return experiment.withTrialSeed(seed);
    }

    /** Everything that determines the outcome, except the examples, as maps, lists and scalars. */
    public Map<String, Object> definition() {
        Map<String, Object> search = new LinkedHashMap<>();
        if (section.metric != null) {
            search.put("metric", section.metric.toString());
        }
        search.put("strategy", RecordWriter.plugin(section.strategy));
        search.put("trials", section.trials);
        search.put("repeats", section.repeats);
        if (section.batch != Evidence.BATCH) {
            search.put("batch", section.batch);
        }
        if (section.time != null) {
            search.put("time", section.time.toString());
        }
        Map<String, Object> ranges = new LinkedHashMap<>();
        if (section.space instanceof Node.Section mapping) {
            mapping.entries()
                    .forEach(tuple ->
                            ranges.put(tuple.key().compact(), tuple.value().compact()));
        }
        search.put("space", ranges);
        Map<String, Object> definition = new LinkedHashMap<>();
        Map<String, Object> experiment = RecordWriter.map(base);
        experiment.remove("listeners"); // they do not watch trials
        definition.put("experiment", experiment);
        definition.put("search", search);
        return definition;
    }
}
