package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.metrics.MetricName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a training ends, and which events its listeners receive. */
class StopReasonTest {
    /** 60 examples in the training set, 4 steps per epoch. */
    private static TrainerBuilder moons() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(100, 0.1, 1)))
                .hidden(5, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .batchSize(16)
                .epochs(5);
    }

    /** Records its calls, and stops after a given step. */
    private static final class Diary implements TrainingListener {
        private final List<String> events = new ArrayList<>();
        private final int last;

        Diary(int last) {
            this.last = last;
        }

        @Override
        public void onStart(TrainingRun run) {
            events.add("start");
        }

        @Override
        public void onStep(TrainingRun run) {
            events.add("step " + run.step());
            if (run.step() == last) {
                run.stop();
            }
        }

        @Override
        public void onEpoch(TrainingRun run, EpochReport report) {
            events.add("epoch " + report.epoch());
        }

        @Override
        public void onEnd(TrainingRun run) {
            events.add("end");
        }

        @Override
        public void onFailure(TrainingRun run, RuntimeException cause) {
            events.add("failure");
        }

        @Override
        public void onClose(TrainingRun run) {
            events.add("close");
        }
    }

    @Test
    void allEpochs() {
        TrainingResult result = moons().build().train();
        assertThat(result.stopReason()).isEqualTo(StopReason.COMPLETED);
        assertThat(result.stoppedEarly()).isFalse();
        assertThat(result.epochs()).isEqualTo(5);
    }

    @Test
    void earlyStopping() {
        EarlyStopping never = new EarlyStopping(MetricName.TRAIN_COST, 2, 1e9);
        TrainingResult result =
                moons().reportEvery(1).earlyStopping(never).build().train();
        assertThat(result.stopReason()).isEqualTo(StopReason.EARLY_STOPPING);
        assertThat(result.stoppedEarly()).isTrue();
        assertThat(result.epochs()).isEqualTo(3);
        // running out of patience after the last epoch is not early stopping
        TrainingResult all =
                moons().epochs(3).reportEvery(1).earlyStopping(never).build().train();
        assertThat(all.stopReason()).isEqualTo(StopReason.COMPLETED);
        assertThat(all.modelEpoch()).isEqualTo(1);
    }

    @Test
    void divergence() {
        Diary diary = new Diary(0);
        DivergedException e = catchThrowableOfType(
                DivergedException.class,
                () -> moons().optimizer(new TestPlugins.Plain())
                        .learningRate(1e38)
                        .listener(diary)
                        .build()
                        .train());
        assertThat(e.result().stopReason()).isEqualTo(StopReason.DIVERGED);
        assertThat(e.result().epochs()).isZero();
        assertThat(diary.events).startsWith("start").endsWith("end", "close").doesNotContain("failure");
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "3, 0", "4, 1", "5, 1", "8, 2", "19, 4"})
    void aListenerEndsItAfterTheStep(int step, int epochs) {
        Diary diary = new Diary(step);
        Trainer trainer = moons().listener(diary).build();
        TrainingResult result = trainer.train();
        assertThat(result.stopReason()).isEqualTo(StopReason.LISTENER);
        assertThat(result.epochs()).isEqualTo(epochs);
        List<String> expected = new ArrayList<>(List.of("start"));
        for (int i = 1; i <= step; i++) {
            expected.add("step " + i);
            if (i % 4 == 0) {
                expected.add("epoch " + i / 4);
            }
        }
        expected.addAll(List.of("end", "close"));
        assertThat(diary.events).isEqualTo(expected);
        if (step % 4 == 0) {
            // equal only with a schedule that ignores the number of epochs
            assertThat(result.weightsSha256())
                    .isEqualTo(moons().epochs(epochs).build().train().weightsSha256());
        }
    }

    @Test
    void aStopAtTheVeryLastStepChangesNothing() {
        TrainingResult result = moons().listener(new Diary(20)).build().train();
        assertThat(result.stopReason()).isEqualTo(StopReason.COMPLETED);
        assertThat(result.epochs()).isEqualTo(5);
    }

    @Test
    void otherListenersAreStillToldOfTheStepThatIsTheLast() {
        Diary after = new Diary(0);
        moons().listener(new Diary(2)).listener(after).build().train();
        assertThat(after.events).containsExactly("start", "step 1", "step 2", "end", "close");
    }

    @Test
    void aStopBeforeTheFirstStepTrainsNothing() {
        TrainingListener atOnce = new TrainingListener() {
            @Override
            public void onStart(TrainingRun run) {
                run.stop();
            }
        };
        Diary diary = new Diary(0);
        TrainingResult result = moons().listener(atOnce).listener(diary).build().train();
        assertThat(result.stopReason()).isEqualTo(StopReason.LISTENER);
        assertThat(result.epochs()).isZero();
        assertThat(diary.events).containsExactly("start", "end", "close");
    }

    @Test
    void anInterruptIsAFailureAfterTheStep() {
        Diary diary = new Diary(0);
        TrainingListener interrupting = new TrainingListener() {
            @Override
            public void onStep(TrainingRun run) {
                if (run.step() == 6) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        assertThatThrownBy(() ->
                        moons().listener(diary).listener(interrupting).build().train())
                .isInstanceOf(CancellationException.class)
                .hasMessage("training was interrupted in epoch 2, after step 6");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(diary.events)
                .endsWith("step 5", "step 6", "failure", "close")
                .doesNotContain("end");
    }
}
