package io.descent.core.tune;

import io.descent.core.data.DataSpec;
import io.descent.core.data.RawData;
import io.descent.core.data.Table;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.FoldsSpec;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Precision;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The examples of a study, loaded once for all trials with the same data settings. */
final class SharedData {
    private record Key(
            DataSpec spec, Precision precision, @Nullable FoldsSpec folds) {}

    private final Map<Key, TrainingData> loaded = new HashMap<>();
    private final Source source;

    /** Where the examples of a study come from. */
    interface Source {
        /** Reads and splits them. */
        RawData load(DataSpec spec, Precision precision, RandomStreams streams);
    }

    SharedData(Source source) {
        this.source = source;
    }

    /**
     * Examples of a table in memory.
     *
     * @param table null to read what the experiments name
     */
    static SharedData of(@Nullable Table table) {
        return new SharedData(
                table == null
                        ? RawData::load
                        : (spec, precision, streams) -> RawData.of(spec, table, null, null, streams));
    }

    /** The examples of an experiment. All experiments of a study are split with the same seed. */
    TrainingData of(Experiment experiment) {
        return of(
                experiment.dataToLoad(),
                experiment.precision(),
                experiment.training().folds(),
                experiment.streams());
    }

    /** The examples of an experiment. */
    TrainingData of(ResolvedExperiment experiment) {
        return of(
                experiment.data(), experiment.precision(), experiment.training().folds(), experiment.streams());
    }

    private synchronized TrainingData of(
            DataSpec spec, Precision precision, @Nullable FoldsSpec folds, RandomStreams streams) {
        return loaded.computeIfAbsent(
                new Key(spec, precision, folds),
                key -> FoldsSpec.encode(source.load(key.spec, key.precision, streams), key.folds, key.precision));
    }
}
