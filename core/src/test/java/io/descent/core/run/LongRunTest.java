package io.descent.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.training.EpochReport;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training of very many epochs takes hardly more memory than a short one. */
class LongRunTest {
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    private static TrainerBuilder tiny(int epochs) {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(20, 0.1, 1)))
                .hidden(2, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .threads(1)
                .epochs(epochs);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void ofAHundredThousandEpochs() {
        List<Long> heaps = new ArrayList<>();
        TrainingListener watch = new TrainingListener() {
            @Override
            public void onEpoch(TrainingRun run, EpochReport report) {
                if (report.epoch() == 1000 || report.epoch() == 100_000) {
                    heaps.add(heap());
                }
            }
        };
        RunWriter run = RunWriter.create(folder.resolve("r"), false);
        TrainingResult result =
                run.train(tiny(100_000).listener(run).listener(watch).build());
        assertThat(heaps.get(1) - heaps.get(0)).isLessThan(10 * MEGABYTE);
        System.out.printf(
                "heap after 1,000 epochs %.1f MB, after 100,000 epochs %.1f MB%n",
                heaps.get(0) / (double) MEGABYTE, heaps.get(1) / (double) MEGABYTE);
        assertThat(result.history()).hasSize(100_000);
        EpochReport between = result.history().get(54_321);
        assertThat(between.epoch()).isEqualTo(54_322);
        assertThat(between.trainCost()).isPositive();
        assertThat(between.learningRate()).isEqualTo(0.001);
        assertThat(between.seconds()).isNaN();
        assertThat(result.history().get(54_999).dev()).isNotNull(); // one of 100 reports
        assertThat(result.history().get(4_999).seconds()).isPositive();
    }
}
