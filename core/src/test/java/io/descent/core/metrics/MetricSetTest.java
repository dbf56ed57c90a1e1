package io.descent.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.core.TestLabels;
import io.descent.core.TestMetrics;
import io.descent.core.TestPlugins;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricSetTest {
    private static MetricSet usual() {
        return MetricSet.usual(TestLabels.classes(3), TestPlugins.registry()::require);
    }

    private static List<String> keys(MetricSet set) {
        return List.of("accuracy", "f1", "f1-0", "f1-2", "doubt", "rmse", "mae", "r2").stream()
                .filter(set::contains)
                .toList();
    }

    @Test
    void theLabelDecidesWhatIsUsual() {
        assertThat(keys(usual())).containsExactly("accuracy", "f1");
        assertThat(keys(MetricSet.usual(TestLabels.VALUES, TestPlugins.registry()::require)))
                .containsExactly("rmse", "mae", "r2");
        assertThat(usual().contains("cost")).isTrue();
    }

    @Test
    void aMetricReplacesTheUsualOneOfItsName() {
        MetricSet set = usual().with(List.of(new TestMetrics.F1(0)));
        assertThat(keys(set)).containsExactly("accuracy", "f1");
        assertThat(set.all()).containsExactly(new TestMetrics.Accuracy(), new TestMetrics.F1(0));
    }

    @Test
    void severalOfOneNameAreToldApartByTheirHyperparameters() {
        MetricSet set = usual().with(List.of(new TestMetrics.F1(0), new TestMetrics.F1(2), new TestMetrics.Doubt()));
        assertThat(keys(set)).containsExactly("accuracy", "f1-0", "f1-2", "doubt");
        assertThatThrownBy(() -> usual().with(List.of(new TestMetrics.Doubt(), new TestMetrics.Doubt())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("metrics: 'doubt' occurs twice; remove one of them");
    }

    @Test
    void oneMoreReplacesNone() {
        MetricSet set = usual().with(List.of(new TestMetrics.F1(0), new TestMetrics.F1(2)))
                .plus(new TestMetrics.F1());
        assertThat(keys(set)).containsExactly("accuracy", "f1", "f1-0", "f1-2");
    }

    /** A metric whose name files use for something else. */
    public record Examples() implements Metric {
        @Override
        public boolean largerIsBetter() {
            throw new UnsupportedOperationException("which?");
        }

        @Override
        public Double of(Predictions predictions) {
            return 1.0;
        }
    }

    /** The same under a name that is free; its direction is unknown. */
    public record Undecided() implements Metric {
        @Override
        public boolean largerIsBetter() {
            throw new UnsupportedOperationException("which?");
        }

        @Override
        public Double of(Predictions predictions) {
            return 1.0;
        }
    }

    @Test
    void namesThatFilesUseAreRefusedAndFailuresNameTheMetric() {
        assertThatThrownBy(() -> new MetricSet(List.of(new Examples())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a metric is called 'examples'");
        MetricSet set = new MetricSet(List.of(new Undecided()));
        assertThatThrownBy(() -> set.watched(MetricName.parse("dev.undecided")))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("the metric undecided");
    }

    @Test
    void theMetricSaysWhichDirectionIsBetter() {
        MetricSet set = usual().with(List.of(new TestMetrics.Doubt()));
        assertThat(set.watched(MetricName.parse("dev.accuracy")).isBetter(0.9, 0.8))
                .isTrue();
        assertThat(set.watched(MetricName.parse("dev.doubt")).isBetter(0.9, 0.8))
                .isFalse();
        assertThat(set.watched(MetricName.parse("dev.cost")).isBetter(0.8, 0.9)).isTrue();
        assertThat(set.watched(MetricName.TRAIN_COST).better(1, 0.25)).isEqualTo(0.75);
        assertThatThrownBy(() -> set.watched(MetricName.parse("dev.dubt")))
                .hasMessage("unknown metric 'dev.dubt'; did you mean 'doubt'?; known: train.cost, dev.cost,"
                        + " dev.accuracy, dev.f1, dev.doubt");
    }

    @Test
    void labelsOfTheWrongKindAreRefused() {
        assertThatThrownBy(() -> new MetricSet(List.of(new TestMetrics.R2())).check(TestLabels.classes(2)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the metric r2 needs a label with values, but it has classes");
    }
}
