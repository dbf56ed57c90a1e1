package io.descent.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.data.Table;
import io.descent.core.training.EpochReport;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingRun;
import io.descent.inference.problem.InvalidInputException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrainingMemoryTest {
    private static Table table(int rows, int columns) {
        Random random = new Random(1);
        Table.Builder table = Table.builder();
        for (int j = 0; j < columns; j++) {
            table.column("x" + j, random.doubles(rows).toArray());
        }
        return table.column("y", random.doubles(rows).toArray()).build();
    }

    private static double used() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return (double) used;
    }

    /** Compares the estimate with what a training holds at the end of an epoch, in bytes. */
    private static void assertClose(Table table, TrainerBuilder builder) {
        double[] found = new double[2];
        double before = used();
        Trainer trainer = builder.data(table, "y")
                .epochs(1)
                .listener(new TrainingListener() {
                    @Override
                    public void onEpoch(TrainingRun run, EpochReport report) {
                        found[0] = used();
                        found[1] = TrainingMemory.of(
                                        run.experiment(), run.data().summary())
                                .bytes();
                    }
                })
                .build();
        trainer.train();
        double real = found[0] - before;
        assertThat(found[1]).as("estimated, where %.0f bytes are used", real).isCloseTo(real, within(0.25 * real));
    }

    @Test
    void theEstimateIsCloseToWhatIsUsed() {
        assertClose(table(200, 10), Trainer.builder().hidden(200_000).batchSize(16)); // a wide layer
        assertClose(table(100, 20_000), Trainer.builder().hidden(100).batchSize(16)); // many inputs
        assertClose(
                table(400, 20), Trainer.builder().hidden(1_500).hidden(1_500).batchSize(32)); // many parameters
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheKeyToReduce() {
        double gib = 1L << 30;
        assertThatThrownBy(() -> new TrainingMemory(33.4 * gib, 0.5 * gib, 0.1 * gib, "network.hidden[1].units")
                        .require(2 * gib))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the training needs about 34.0 GiB of memory, but the JVM may use 2.0 GiB: 33.4 GiB for"
                        + " parameters, gradients and the optimizer, 0.50 GiB for a batch, 0.10 GiB for examples; reduce"
                        + " network.hidden[1].units, or allow more with JAVA_OPTS=-Xmx43g (in a Java program, with the"
                        + " option -Xmx43g)");
        assertThatThrownBy(() -> new TrainingMemory(1, 2, 3, "").require(5))
                .hasMessageContaining("reduce the rows or columns of data");
        assertThatThrownBy(() -> new TrainingMemory(1, 3, 1, "").require(4))
                .hasMessageContaining("reduce training.batch-size");
        new TrainingMemory(1, 2, 3, "").require(6);
    }

    @Test
    void aTrainingThatDoesNotFitIsRefusedBeforeMemoryIsTaken() {
        assertThatThrownBy(() -> Trainer.builder()
                        .data(table(100, 3), "y")
                        .hidden(300_000)
                        .hidden(7_000)
                        .build()
                        .train())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the training needs about 31.")
                .hasMessageContaining("reduce hidden[0].units, or allow more with JAVA_OPTS=-Xmx40g");
    }
}
