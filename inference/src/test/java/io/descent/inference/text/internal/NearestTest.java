package io.descent.inference.text.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.problem.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> NAMES = List.of("adam", "adamw", "momentum", "nesterov");

    @Test
    void nearestNamesComeFirst() {
        assertThat(Nearest.suggestion("adan", NAMES)).isEqualTo("; did you mean 'adam'?");
        assertThat(Nearest.suggestion("Momentom", NAMES)).isEqualTo("; did you mean 'momentum'?");
        assertThat(Nearest.suggestion("aadm", NAMES)).isEqualTo("; did you mean 'adam'?");
        assertThat(Nearest.suggestion("a", NAMES)).isEmpty();
        assertThat(Nearest.suggestion("adamv", NAMES)).isEqualTo("; did you mean 'adam' or 'adamw'?");
    }

    @Test
    void distantNamesAreNotSuggested() {
        assertThat(Nearest.suggestion("gradient", NAMES)).isEmpty();
    }

    @Test
    void severalProblemsAreOneMessage() {
        InvalidInputException several = InvalidInputException.of("a.yaml", List.of("one", "two"));
        assertThat(several).hasMessageContaining("a.yaml has 2 problems").hasMessageContaining("  two");
        assertThat(several.problems()).containsExactly("one", "two");
    }
}
