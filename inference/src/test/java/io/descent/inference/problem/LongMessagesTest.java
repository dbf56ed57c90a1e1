package io.descent.inference.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongMessagesTest {
    @Test
    void manyProblemsAreCountedAfter25Lines() {
        InvalidInputException many = InvalidInputException.of("e.yaml", Collections.nCopies(5_000, "line 1: bad"));
        assertThat(many.getMessage().lines()).hasSize(25).first().isEqualTo("e.yaml has 5000 problems:");
        assertThat(many.getMessage()).endsWith("  ... and 4977 more");
        assertThat(many.problems()).hasSize(5_000);
        InvalidInputException some = InvalidInputException.of("e.yaml", Collections.nCopies(23, "line 1: bad"));
        assertThat(some.getMessage().lines()).hasSize(24).last().isEqualTo("  line 1: bad");
    }

    @Test
    void longProblemsLoseTheirMiddle() {
        String message =
                new InvalidInputException("e.yaml: found " + "x".repeat(1_000_000) + "; do this instead").getMessage();
        assertThat(message)
                .hasSizeBetween(1_900, 2_000)
                .startsWith("e.yaml: found xxx")
                .contains("x ... (998091 characters left out) ... x")
                .endsWith("; do this instead");
        InvalidInputException two = InvalidInputException.of("e.yaml", List.of("y".repeat(10_000), "second"));
        assertThat(two.getMessage()).hasSizeLessThan(2_001).contains("... and 1 more");
    }

    @Test
    void problemsWithManyLinesLoseMostOfThem() {
        String message =
                new InvalidInputException("e.yaml: found 'a" + "\n".repeat(40) + "b'; do this instead").getMessage();
        assertThat(message.lines())
                .hasSize(25)
                .startsWith("e.yaml: found 'a", "")
                .endsWith("", "  ... (17 lines left out) ...", "b'; do this instead");
        assertThat(new InvalidInputException("found 'a\r\rb'\r\nend")).hasMessage("found 'a\\u000d\\u000db'\r\nend");
    }

    @Test
    void controlCharactersAreEscaped() {
        InvalidInputException one =
                new InvalidInputException("e.yaml: unknown key 'a\u001b[2J\u0000\u009bb'\n\texpected ü");
        assertThat(one).hasMessage("e.yaml: unknown key 'a\\u001b[2J\\u0000\\u009bb'\n\texpected ü");
        InvalidInputException two = InvalidInputException.of("e.yaml", List.of("first \u0007", "second"));
        assertThat(two.getMessage().lines()).containsExactly("e.yaml has 2 problems:", "  first \\u0007", "  second");
    }
}
