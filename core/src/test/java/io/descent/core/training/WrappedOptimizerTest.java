package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Moons;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An optimizer that wraps another one gives it scratch and slots of its own. */
class WrappedOptimizerTest {
    /** Momentum that computes in scratch 0. */
    record Inner(boolean elementwise) implements Optimizer {
        @Override
        public List<String> slots() {
            return List.of("v");
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            Tensor work = step.scratch(0).assign(gradient, 0.1);
            return step.slot("v").scale(0.9).add(work);
        }
    }

    /** Hands on the direction of two inner optimizers, after using scratch 0 for something else, and a slot of the same name. */
    record Outer(boolean elementwise) implements Optimizer {
        @Override
        public List<String> slots() {
            return List.of("v", "a_v", "b_v", "b_c_v");
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            Optimizer inner = new Inner(elementwise);
            Tensor own = step.scratch(0).assign(gradient);
            step.slot("v").assign(own, 7);
            Tensor a = inner.toDirection(gradient, step.inner("a"));
            Tensor b = inner.toDirection(own, step.inner("b"));
            Tensor c = inner.toDirection(own, step.inner("b").inner("c"));
            assertThat(step.inner("a")).isSameAs(step.inner("a"));
            assertThat(step.inner("a").number()).isEqualTo(step.number());
            assertThat(own.get(0, 0)).isEqualTo(gradient.get(0, 0));
            assertThat(Stream.of(a, b, c).map(x -> x.get(0, 0)).distinct()).hasSize(1);
            return b;
        }
    }

    private static TrainerBuilder moons(Optimizer optimizer, int epochs) {
        return Trainer.builder()
                .data(DataSpec.generated(new Moons()))
                .hidden(40)
                .hidden(300)
                .optimizer(optimizer)
                .epochs(epochs);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theWrappedOptimizerDoesWhatItDoesAlone(boolean elementwise) {
        for (int threads : new int[] {1, 3}) {
            TrainingResult alone =
                    moons(new Inner(elementwise), 2).threads(threads).build().train();
            TrainingResult wrapped =
                    moons(new Outer(elementwise), 2).threads(threads).build().train();
            assertThat(wrapped.weightsSha256()).isEqualTo(alone.weightsSha256());
        }
    }

    @Test
    void aNameThatIsNotDeclaredIsNamed() {
        Optimizer careless = new Careless();
        assertThatThrownBy(() -> moons(careless, 1).build().train()).hasMessageContaining("'x_v'");
    }

    record Careless() implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return new Inner(true).toDirection(gradient, step.inner("x"));
        }
    }
}
