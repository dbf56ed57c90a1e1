package io.descent.testkit;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

public class WrongOptimizersTest {
    public record Ascends() implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient.scale(-1);
        }
    }

    public record CountsInAField() implements Optimizer {
        private static final AtomicInteger STEPS = new AtomicInteger();

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient.scale(1.0 / STEPS.incrementAndGet());
        }
    }

    public record KeepsTheGradient() implements Optimizer {
        private static final AtomicReference<Tensor> LAST = new AtomicReference<>();

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            Tensor last = LAST.getAndSet(gradient);
            return last == null || step.number() == 1 ? gradient : gradient.add(last, 0.1);
        }
    }

    /** Corrects its bias with the number of earlier updates. */
    public record CorrectsFromZero() implements Optimizer {
        @Override
        public List<String> slots() {
            return List.of("m");
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient.assign(
                    step.slot("m").lerp(gradient, 0.1), 1 / (1 - StrictMath.pow(0.9, step.number() - 1)));
        }
    }

    public record MovesTheParameter() implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            step.parameter().add(gradient, -step.learningRate());
            return gradient;
        }
    }

    public record ReadsScratch() implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return step.scratch(0).scale(0.9).add(gradient);
        }
    }

    public record RoundsToFloat() implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            for (int i = 0; i < gradient.rows(); i++) {
                for (int j = 0; j < gradient.columns(); j++) {
                    gradient.set(i, j, (float) gradient.get(i, j));
                }
            }
            return gradient;
        }
    }

    /** Without an epsilon. */
    public record DividesByZero() implements Optimizer {
        @Override
        public List<String> slots() {
            return List.of("v");
        }

        @Override
        public boolean elementwise() {
            return true;
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            Tensor v = step.slot("v").lerpSquare(gradient, 0.1);
            return gradient.divide(step.scratch(0).assign(v).sqrt());
        }
    }

    public record AsksForAnotherSlot() implements Optimizer {
        @Override
        public List<String> slots() {
            return List.of("m");
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return step.slot("v").lerp(gradient, 0.1);
        }
    }

    public record WastesASlot() implements Optimizer {
        @Override
        public List<String> slots() {
            return List.of("m", "unused");
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return step.slot("m").lerp(gradient, 0.1);
        }
    }

    /** Claims to be element-wise, but depends on the number of elements. */
    public record DependsOnTheBlock() implements Optimizer {
        @Override
        public boolean elementwise() {
            return true;
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient.scale(1.0 / gradient.columns());
        }
    }

    public record HasNoRange(double beta) implements Optimizer {
        public HasNoRange() {
            this(0.9);
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient;
        }
    }

    public record HasABadName() implements Optimizer {
        @Override
        public String name() {
            return "My Optimizer";
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient;
        }
    }

    /** Its constructor changes its argument. */
    public record ChangesItsHyperparameter(
            @Hyperparameter(min = 0, max = 10) double beta) implements Optimizer {
        public ChangesItsHyperparameter() {
            this(1);
        }

        public ChangesItsHyperparameter {
            beta = beta / 2;
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient;
        }
    }

    public record MultipliesByTheRate() implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient.scale(step.learningRate());
        }
    }

    public record KnowsNoBias() implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return step.isWeight() ? gradient : gradient.scale(Double.NaN);
        }
    }

    public record EndsAfterAThousandSteps() implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return step.number() > 1000 ? gradient.fill(Double.NaN) : gradient;
        }
    }

    public record DependsOnLargeBlocks() implements Optimizer {
        @Override
        public boolean elementwise() {
            return true;
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient.scale(gradient.columns() > 4096 ? 1 : 0.5);
        }
    }

    public record UsesMathExp() implements Optimizer {
        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient.map(x -> x * Math.exp(-0.1));
        }
    }

    public record CountsWithoutRange(int times) implements Optimizer {
        public CountsWithoutRange() {
            this(1);
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient;
        }
    }

    /** Its range allows 0.95, but its constructor fails with it. */
    public record FailsInItsRange(
            @Hyperparameter(min = 0, max = 1) double beta) implements Optimizer {
        public FailsInItsRange() {
            this(0.5);
        }

        public FailsInItsRange {
            if (beta > 0.9) {
                throw new NullPointerException();
            }
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient;
        }
    }

    private static double norm(Tensor tensor) {
        return Math.sqrt(tensor.dot(tensor));
    }

    /** LARS (You et al. 2017) with the learning rate inside its velocity, so that it must divide by it in the end. */
    public record DividesByTheRate() implements Optimizer {
        @Override
        public List<String> slots() {
            return List.of("v");
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            double rate = step.learningRate();
            double trust = 0.1 * norm(step.parameter()) / (norm(gradient) + 1e-9);
            Tensor v = step.slot("v").scale(0.9).add(gradient, rate * trust);
            return gradient.assign(v, 1 / rate);
        }
    }

    /** Divides its trust ratio by the learning rate; its velocity keeps the huge step that a rate of 0 makes. */
    public record BlowsUpAtRateZero() implements Optimizer {
        @Override
        public List<String> slots() {
            return List.of("v");
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            double trust = 0.001 / (step.learningRate() * norm(gradient) + 1e-12);
            return step.slot("v").scale(0.9).add(gradient, trust);
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(new DividesByTheRate(), "with a learning rate of 0, as in the first step of a warm-up"),
                arguments(new BlowsUpAtRateZero(), "after a step with a learning rate of 0"),
                arguments(new MultipliesByTheRate(), "do not multiply by the learning rate"),
                arguments(new KnowsNoBias(), "the direction for a bias of 1 x 1"),
                arguments(new EndsAfterAThousandSteps(), "the direction of step 1001"),
                arguments(new DependsOnLargeBlocks(), "the bits differ in blocks of 2048"),
                arguments(new UsesMathExp(), "it calls Math.exp, whose results differ between machines"),
                arguments(new CountsWithoutRange(), "the hyperparameter times accepts"),
                arguments(new FailsInItsRange(), "beta = 1.0 throws java.lang.NullPointerException"),
                arguments(new Ascends(), "is the sign right?"),
                arguments(new CountsInAField(), "keep state in slots"),
                arguments(new KeepsTheGradient(), "keeps a tensor"),
                arguments(new CorrectsFromZero(), "step.number() counts from 1"),
                arguments(new MovesTheParameter(), "writes the parameter"),
                arguments(new ReadsScratch(), "reads scratch before writing it"),
                arguments(new RoundsToFloat(), "rounded to float"),
                arguments(new DividesByZero(), "with gradients of zero"),
                arguments(new AsksForAnotherSlot(), "asks for the slot 'v'"),
                arguments(new WastesASlot(), "the slot 'unused' is declared"),
                arguments(new DependsOnTheBlock(), "elementwise() returns true"),
                arguments(new HasNoRange(), "give it a range"),
                arguments(new HasABadName(), "not a valid name"),
                arguments(new ChangesItsHyperparameter(), "it is read back as"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRejectedInWords(Plugin plugin, String words) {
        Rejection.require(plugin, words);
    }
}
