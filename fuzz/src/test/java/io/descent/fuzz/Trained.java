package io.descent.fuzz;

import io.descent.core.data.ColumnChoice;
import io.descent.core.data.DataSpec;
import io.descent.core.data.DataSummary;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.core.run.RunWriter;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.inference.spec.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/** A small training, made once per JVM by today's code, so that seeds are never in an older format. */
public final class Trained {
    private static final String[] WORDS = {"red", "green", "blue"};

    /** The plugins of the class path. */
    public static final ExperimentFile READER = ExperimentFile.ofClassPath();

    /** Rows with a number, words, truth values, dates and a class. */
    public static final String TABLE = table();

    /** The folder of the run. */
    public static final Path RUN = train();

    private Trained() {}

    private static String table() {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder("size,colour,ripe,picked,kind\n");
        for (int i = 0; i < 40; i++) {
            int size = random.nextInt(100);
            text.append(String.format(
                    Locale.ROOT,
                    "%s,%s,%s,2024-%02d-%02d,%s%n",
                    i % 10 == 0 ? "" : String.valueOf(size / 10.0),
                    WORDS[random.nextInt(WORDS.length)],
                    random.nextBoolean() ? "yes" : "no",
                    1 + random.nextInt(12),
                    1 + random.nextInt(28),
                    size > 50 ? "apple" : "cherry"));
        }
        return text.toString();
    }

    private static DataSpec data() {
        try {
            Path file = Scratch.file("trained.csv", TABLE.getBytes(StandardCharsets.UTF_8));
            return DataSpec.csv(file, "kind").withColumn("colour", ColumnChoice.parse("categorical"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path train() {
        Path folder = Scratch.folder("trained");
        try (RunWriter run = RunWriter.create(folder, true)) {
            run.train(trainer().listener(run).build());
        }
        return folder;
    }

    /** The same training again. */
    static TrainerBuilder trainer() {
        return Trainer.builder().data(data()).hidden(3).epochs(3).batchSize(8).threads(1);
    }

    /** The facts about the table that experiments are resolved with. */
    public static DataSummary summary() {
        return TrainingData.load(data(), Precision.FLOAT32, RandomStreams.of(1, RandomSpec.KEYED))
                .summary();
    }
}
