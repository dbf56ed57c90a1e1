package io.descent.core.tune;

import io.descent.core.data.DataSpec;
import io.descent.core.data.Examples;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.random.RandomStreams;
import io.descent.inference.file.internal.Sha256;
import io.descent.inference.spec.Precision;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The examples of a study, loaded once for all trials with the same data settings. */
final class SharedData {
    private record Key(DataSpec spec, Precision precision) {}

    private final Map<Key, TrainingData> loaded = new HashMap<>();

    /** The examples of an experiment. All experiments of a study are split with the same seed. */
    TrainingData of(Experiment experiment) {
        return of(experiment.dataToLoad(), experiment.precision(), experiment.streams());
    }

    /** The examples of an experiment. */
    TrainingData of(ResolvedExperiment experiment) {
        return of(experiment.data(), experiment.precision(), experiment.streams());
    }

    private synchronized TrainingData of(DataSpec spec, Precision precision, RandomStreams streams) {
        return loaded.computeIfAbsent(
                new Key(spec, precision), key -> TrainingData.load(key.spec, key.precision, streams));
    }

    /** SHA-256 of everything that trials see: the encoded training and dev set. */
    static String sha256(TrainingData data) {
        MessageDigest digest = Sha256.start();
        digest.update(data.schema().toString().getBytes(StandardCharsets.UTF_8));
        add(data.train(), digest);
        if (data.dev() != null) {
            add(data.dev(), digest);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(Examples set, MessageDigest digest) {
        int inputs = set.encoding().shape().inputs();
        int values = set.schema().labels().size();
        ByteBuffer row = ByteBuffer.allocate(Double.BYTES * (inputs + values));
        for (int i = 0; i < set.size(); i++) {
            row.clear();
            for (int j = 0; j < inputs; j++) {
                row.putDouble(set.input(i, j));
            }
            for (int k = 0; k < values; k++) {
                row.putDouble(set.label(i, k));
            }
            digest.update(row.array());
        }
    }
}
