package io.descent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Plugin;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

public class WrongMetricsTest {
    /** A correct accuracy; each plugin below breaks one thing. */
    interface Accuracy extends Metric {
        @Override
        default boolean largerIsBetter() {
            return true;
        }

        @Override
        default void check(Labels labels) {
            if (labels.classes().isEmpty()) {
                throw new IllegalArgumentException("needs a label with classes");
            }
        }

        @Override
        default Double of(Predictions predictions) {
            double right = 0;
            double all = 0;
            for (int i = 0; i < predictions.size(); i++) {
                right += predictions.predictedClass(i) == predictions.label(i) ? predictions.weight(i) : 0;
                all += predictions.weight(i);
            }
            return all > 0 ? right / all : null;
        }
    }

    public record IsRight() implements Accuracy {}

    public record PointsTheWrongWay() implements Accuracy {
        @Override
        public boolean largerIsBetter() {
            return false;
        }
    }

    public record IgnoresWeights() implements Accuracy {
        @Override
        public Double of(Predictions predictions) {
            double right = 0;
            for (int i = 0; i < predictions.size(); i++) {
                right += predictions.predictedClass(i) == predictions.label(i) ? 1 : 0;
            }
            return right / predictions.size();
        }
    }

    public record DividesByTheExamples() implements Accuracy {
        @Override
        public Double of(Predictions predictions) {
            double right = 0;
            for (int i = 0; i < predictions.size(); i++) {
                right += predictions.predictedClass(i) == predictions.label(i) ? predictions.weight(i) : 0;
            }
            return right / predictions.size();
        }
    }

    /** The share of the predictions of the last class that are right: 0 / 0 if there are none. */
    public record IsNotANumber() implements Accuracy {
        @Override
        public Double of(Predictions predictions) {
            int last = predictions.labels().classes().size() - 1;
            double right = 0;
            double all = 0;
            for (int i = 0; i < predictions.size(); i++) {
                if (predictions.predictedClass(i) == last) {
                    right += predictions.label(i) == last ? predictions.weight(i) : 0;
                    all += predictions.weight(i);
                }
            }
            return right / all;
        }
    }

    public record ThrowsForOneClass() implements Accuracy {
        @Override
        public Double of(Predictions predictions) {
            boolean differs = false;
            for (int i = 0; i < predictions.size(); i++) {
                differs |= predictions.label(i) != predictions.label(0);
            }
            if (!differs) {
                throw new IllegalStateException("all labels are the same");
            }
            return Accuracy.super.of(predictions);
        }
    }

    /** Later examples count more. */
    public record DependsOnTheOrder() implements Accuracy {
        @Override
        public Double of(Predictions predictions) {
            double right = 0;
            double all = 0;
            for (int i = 0; i < predictions.size(); i++) {
                right += predictions.predictedClass(i) == predictions.label(i) ? i + 1 : 0;
                all += i + 1;
            }
            return right / all;
        }
    }

    public record AsksForClassesOfValues() implements Accuracy {
        @Override
        public void check(Labels labels) {}
    }

    public record AsksForOneExampleMore() implements Accuracy {
        @Override
        public Double of(Predictions predictions) {
            double right = 0;
            for (int i = 1; i <= predictions.size(); i++) {
                right += predictions.predictedClass(i) == predictions.label(i) ? 1 : 0;
            }
            return right / predictions.size();
        }
    }

    public record RefusesByAnotherException() implements Accuracy {
        @Override
        public void check(Labels labels) {
            if (labels.classes().isEmpty()) {
                throw new IllegalStateException("no classes");
            }
        }
    }

    public record RefusesEverything() implements Accuracy {
        @Override
        public void check(Labels labels) {
            throw new IllegalArgumentException("needs a label with 13 classes");
        }
    }

    public record CountsCalls() implements Accuracy {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public Double of(Predictions predictions) {
            Double accuracy = Accuracy.super.of(predictions);
            return accuracy == null ? null : accuracy + 1e-12 * CALLS.incrementAndGet();
        }
    }

    public record KeepsTheFirstWeights() implements Accuracy {
        @Override
        public Reweighted reweighted(Predictions predictions) {
            Double accuracy = of(predictions);
            return weights -> accuracy;
        }
    }

    public record MeasuresNothing() implements Accuracy {
        @Override
        public Double of(Predictions predictions) {
            return 0.5;
        }
    }

    public record IsNeverDefined() implements Accuracy {
        @Override
        public Double of(Predictions predictions) {
            return null;
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(new PointsTheWrongWay(), "largerIsBetter() returns false, but perfect predictions give 1.0"),
                arguments(new IgnoresWeights(), "it ignores the weights"),
                arguments(
                        new DividesByTheExamples(), "divide by the sum of the weights, not by the number of examples"),
                arguments(new IsNotANumber(), "it returns NaN for"),
                arguments(new ThrowsForOneClass(), "return null if the metric is undefined"),
                arguments(new DependsOnTheOrder(), "with the same examples in another order"),
                arguments(new AsksForClassesOfValues(), "refuse labels without classes in check()"),
                arguments(new AsksForOneExampleMore(), "it asks for example 60; examples are counted from 0 to 59"),
                arguments(new RefusesByAnotherException(), "throw an IllegalArgumentException that says"),
                arguments(new RefusesEverything(), "check() refuses every label"),
                arguments(new CountsCalls(), "it keeps state"),
                arguments(new KeepsTheFirstWeights(), "reweighted() returns a function that gives"),
                arguments(new MeasuresNothing(), "so it measures nothing"),
                arguments(new IsNeverDefined(), "so it is never defined"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRejectedInWords(Plugin plugin, String words) {
        Rejection.require(plugin, words);
    }

    @Test
    void whatTheyBreakIsRight() {
        assertThat(Rejection.complaints(new IsRight())).isEmpty();
    }
}
