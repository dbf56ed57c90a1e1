package io.descent.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What an author writes, and what is right in unusual ways. */
public class RightPluginsTest {
    public record SignDescent() implements Optimizer {
        @Override
        public boolean elementwise() {
            return true;
        }

        @Override
        public Tensor toDirection(Tensor gradient, Step step) {
            return gradient.sign();
        }
    }

    @Nested
    class SignDescentTest extends OptimizerContract {
        @Override
        protected Optimizer plugin() {
            return new SignDescent();
        }
    }

    @Test
    void theWrongOnesAreWrongInWhatTheyShow() {
        assertThat(Rejection.complaints(new SignDescent())).isEmpty();
    }
}
