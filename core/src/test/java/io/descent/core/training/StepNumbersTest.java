package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Activation;
import io.descent.api.Initializer;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.core.TestPlugins;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import io.descent.inference.plugin.internal.PluginRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The step numbers that an optimizer sees in a resumed training. */
public class StepNumbersTest {
    private static final List<String> CALLS = new ArrayList<>();

    @TempDir
    Path folder;

    /** Records once per step what it sees, and checks that its slot counts the steps. */
    public record Probe(int kind) implements Optimizer {
        public Probe() {
            this(0);
        }

        @Override
        public List<String> slots() {
            return List.of("count");
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            Tensor count = step.slot("count");
            assertThat(step.slotsAreFresh()).isEqualTo(count.get(0, 0) == 0);
            count.add(1);
            assertThat(count.get(0, 0)).isEqualTo(step.number());
            if (step.isWeight()) {
                CALLS.add("%d/%d%s".formatted(step.number(), step.steps(), step.slotsAreFresh() ? " fresh" : ""));
            }
            return gradient;
        }
    }

    public record Other() implements Optimizer {
        @Override
        public List<String> slots() {
            return new Probe().slots();
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return new Probe().toDirection(gradient, step);
        }
    }

    @BeforeEach
    void forget() {
        CALLS.clear();
    }

    private static PluginRegistry registry() {
        Map<Class<? extends Plugin>, List<? extends Plugin>> plugins = new LinkedHashMap<>();
        plugins.put(Activation.class, List.of(new TestPlugins.Sigmoid()));
        plugins.put(Initializer.class, List.of(new TestPlugins.XavierNormal()));
        plugins.put(Optimizer.class, List.of(new Probe(), new Other()));
        plugins.put(LrSchedule.class, List.of(new Constant()));
        return new PluginRegistry(plugins.keySet(), plugins);
    }

    /** One layer, two steps per epoch. */
    private static TrainerBuilder trainer(Optimizer optimizer, int epochs) {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons(50, 0.1, 1)))
                .output(new TestPlugins.Sigmoid(), new TestPlugins.XavierNormal())
                .optimizer(optimizer)
                .batchSize(15)
                .epochs(epochs);
    }

    private Checkpoint checkpoint(Optimizer optimizer, int epochs) {
        TrainingListener saving = new TrainingListener() {
            @Override
            public void onEnd(TrainingRun run) {
                run.saveCheckpoint(folder);
            }
        };
        TrainingResult result =
                trainer(optimizer, epochs).listener(saving).build().train();
        CALLS.clear();
        return Checkpoint.read(folder, result.history(), registry());
    }

    @Test
    void aNewTrainingCountsFromOneToItsLastStep() {
        trainer(new Probe(), 2).build().train();
        assertThat(CALLS).containsExactly("1/4 fresh", "2/4", "3/4", "4/4");
    }

    @Test
    void withTheSameOptimizerTheCountGoesOn() {
        Checkpoint checkpoint = checkpoint(new Probe(), 1);
        assertThat(checkpoint.description().slotsSince()).isZero();
        trainer(new Probe(), 3).build().trainFrom(checkpoint);
        assertThat(CALLS).containsExactly("3/6", "4/6", "5/6", "6/6");
    }

    @Test
    void hyperparametersMakeNoOtherOptimizer() {
        trainer(new Probe(7), 2).build().trainFrom(checkpoint(new Probe(), 1));
        assertThat(CALLS).containsExactly("3/4", "4/4");
    }

    @Test
    void withAnotherOptimizerItBeginsAgain() {
        trainer(new Other(), 4).build().trainFrom(checkpoint(new Probe(), 2));
        assertThat(CALLS).containsExactly("1/4 fresh", "2/4", "3/4", "4/4");
    }

    @Test
    void aTrainingThatWasContinuedWithAnotherOptimizerMayBeContinuedAgain() {
        Checkpoint first = checkpoint(new Probe(), 1);
        TrainingListener saving = new TrainingListener() {
            @Override
            public void onEnd(TrainingRun run) {
                run.saveCheckpoint(folder.resolve("second"));
            }
        };
        TrainingResult second = trainer(new Other(), 2).listener(saving).build().trainFrom(first);
        CALLS.clear();
        Checkpoint checkpoint = Checkpoint.read(folder.resolve("second"), second.history(), registry());
        assertThat(checkpoint.description().step()).isEqualTo(4);
        assertThat(checkpoint.description().slotsSince()).isEqualTo(2);
        trainer(new Other(), 3).build().trainFrom(checkpoint);
        assertThat(CALLS).containsExactly("3/4", "4/4");
    }
}
