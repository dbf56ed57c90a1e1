package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.Listener;
import io.descent.api.TrainingView;
import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.core.experiment.ExperimentWriter;
import io.descent.inference.problem.PluginException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Listeners of the API: what they see of a training, and how they end. */
public class ListenerSessionTest {
    private static final Map<String, List<String>> EVENTS = new HashMap<>();

    @TempDir
    Path folder;

    @AfterEach
    void forget() {
        EVENTS.clear();
    }

    /** 60 examples in the training set, 4 steps per epoch. */
    private static TrainerBuilder moons() {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(100, 0.1, 1)))
                .hidden(5, new TestPlugins.Relu(), new TestPlugins.HeNormal())
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .schedule(new TestPlugins.Halving())
                .learningRate(0.01)
                .batchSize(16)
                .reportEvery(2)
                .epochs(3);
    }

    private static List<String> events(String name) {
        return EVENTS.getOrDefault(name, List.of());
    }

    /** Where a session throws. */
    public enum Place {
        NOWHERE,
        NULL,
        OPEN,
        STEP,
        EPOCH,
        CLOSE
    }

    /** Writes down what it sees, and may stop or fail. */
    public record Diary(String id, int stop, Place fails) implements Listener {
        Diary(String id) {
            this(id, 0, Place.NOWHERE);
        }

        private void note(String event) {
            EVENTS.computeIfAbsent(id, key -> new ArrayList<>()).add(event);
        }

        private void fail(Place place) {
            if (fails == place) {
                throw new IllegalStateException("oops");
            }
        }

        @Override
        public Session open(TrainingView training) {
            note("open " + training.epoch() + "/" + training.epochs() + " " + training.step() + " "
                    + training.stepsPerEpoch() + " " + training.learningRate());
            fail(Place.OPEN);
            if (fails == Place.NULL) {
                return null;
            }
            return new Session() {
                @Override
                public void onStep() {
                    note("step " + training.step() + " " + training.learningRate());
                    assertThat(training.batchCost()).isPositive();
                    fail(Place.STEP);
                    if (training.step() == stop) {
                        training.stop();
                    }
                }

                @Override
                public void onEpoch() {
                    assertThat(training.metrics().get("train.cost")).isEqualTo(training.trainCost());
                    note("epoch " + training.epoch() + " " + training.metrics().keySet());
                    fail(Place.EPOCH);
                }

                @Override
                public void close() {
                    note("close");
                    fail(Place.CLOSE);
                }
            };
        }
    }

    @Test
    void aListenerSeesEveryStepAndEpoch() {
        TrainingResult result = moons().listener(new Diary("a")).build().train();
        assertThat(events("a"))
                .containsExactly(
                        "open 0/3 0 4 NaN",
                        "step 1 0.01",
                        "step 2 0.01",
                        "step 3 0.01",
                        "step 4 0.01",
                        "epoch 1 [train.cost]",
                        "step 5 0.005",
                        "step 6 0.005",
                        "step 7 0.005",
                        "step 8 0.005",
                        "epoch 2 [train.cost, dev.cost, dev.accuracy, dev.f1]",
                        "step 9 0.0025",
                        "step 10 0.0025",
                        "step 11 0.0025",
                        "step 12 0.0025",
                        "epoch 3 [train.cost, dev.cost, dev.accuracy, dev.f1]",
                        "close");
        assertThat(result.weightsSha256()).isEqualTo(moons().build().train().weightsSha256());
        assertThat(result.stopReason()).isEqualTo(StopReason.COMPLETED);
    }

    @Test
    void aListenerMayStopTheTraining() {
        TrainingResult result =
                moons().listener(new Diary("a", 6, Place.NOWHERE)).build().train();
        assertThat(result.stopReason()).isEqualTo(StopReason.LISTENER);
        assertThat(result.epochs()).isEqualTo(1);
        assertThat(events("a")).endsWith("step 6 0.005", "close");
    }

    /** The metrics of the last epoch before the checkpoint are there from the beginning. */
    @Test
    void afterAResumeItIsOpenedAtThatEpoch() {
        TrainingListener saving = new TrainingListener() {
            @Override
            public void onEnd(TrainingRun run) {
                run.saveCheckpoint(folder);
            }
        };
        TrainingResult first = moons().epochs(2).listener(saving).build().train();
        Checkpoint checkpoint = Checkpoint.read(folder, first.history(), TestPlugins.registry());
        List<Double> seen = new ArrayList<>();
        moons().listener(new Diary("a")).listener(new Peek(seen)).build().trainFrom(checkpoint);
        assertThat(events("a"))
                .startsWith("open 2/3 8 4 0.005", "step 9 0.0025")
                .endsWith("epoch 3 [train.cost, dev.cost, dev.accuracy, dev.f1]", "close")
                .hasSize(7);
        EpochReport second = first.history().get(1);
        assertThat(seen)
                .containsExactly(second.trainCost(), second.dev().values().get("accuracy"));
    }

    /** Keeps what it sees when it is opened. */
    record Peek(List<Double> seen) implements Listener {
        @Override
        public Session open(TrainingView training) {
            seen.add(training.trainCost());
            seen.add(training.metrics().get("dev.accuracy"));
            return new Session() {};
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"NULL", "OPEN", "STEP", "EPOCH"})
    void oneThatFailsIsNamedAndTheOthersAreClosed(Place place) {
        Trainer trainer = moons().listener(new Diary("before"))
                .listener(new Diary("failing", 0, place))
                .listener(new Diary("after"))
                .build();
        assertThatThrownBy(trainer::train)
                .isInstanceOf(PluginException.class)
                .hasMessageStartingWith("the listener diary (")
                .hasMessageContaining(
                        switch (place) {
                            case NULL -> "failed: it returned null from open()";
                            case OPEN -> "failed: java.lang.IllegalStateException: oops, at ";
                            case STEP -> "failed in step 1: java.lang.IllegalStateException: oops, at ";
                            default -> "failed in step 4: java.lang.IllegalStateException: oops, at ";
                        });
        boolean opened = place == Place.STEP || place == Place.EPOCH;
        assertThat(events("before")).endsWith("close").containsOnlyOnce("close");
        assertThat(events("failing").contains("close")).isEqualTo(opened);
        assertThat(events("after")).hasSize(opened ? (place == Place.STEP ? 2 : 6) : 0);
    }

    @Test
    void aFailureToCloseDoesNotHideTheResult() {
        TrainingResult result = moons().listener(new Diary("failing", 0, Place.CLOSE))
                .listener(new Diary("after"))
                .build()
                .train();
        assertThat(result.epochs()).isEqualTo(3);
        assertThat(events("failing")).endsWith("close");
        assertThat(events("after")).endsWith("close");
    }

    @Test
    void trainingsThatDivergeOrAreInterruptedCloseTheirListeners() {
        Trainer diverging = moons().optimizer(new TestPlugins.Plain())
                .learningRate(1e38)
                .listener(new Diary("a", 0, Place.CLOSE))
                .build();
        assertThatThrownBy(diverging::train).isInstanceOf(DivergedException.class);
        assertThat(events("a")).endsWith("close").containsOnlyOnce("close");
        TrainingListener interrupting = new TrainingListener() {
            @Override
            public void onStep(TrainingRun run) {
                Thread.currentThread().interrupt();
            }
        };
        Trainer interrupted =
                moons().listener(interrupting).listener(new Diary("b")).build();
        assertThatThrownBy(interrupted::train).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(events("b")).containsExactly("open 0/3 0 4 NaN", "step 1 0.01", "close");
    }

    @Test
    void experimentsNameTheirListenersAndTrialsHaveNone() {
        Trainer trainer = moons().listener(new Diary("a")).build();
        assertThat(ExperimentWriter.yaml(trainer.experiment()))
                .contains("listeners:", "diary:", "id: a", "fails: nowhere");
        assertThat(trainer.experiment().withoutListeners().listeners()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> moons().listener(training -> new Listener.Session() {}))
                .withMessageContaining("make it a record, or a TrainingListener");
    }
}
