package io.descent.inference.plugin.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MissingClassesTest {
    @Test
    void namesFromAJarAreShownOnALineOfLimitedLength() {
        MissingClasses missing = new MissingClasses("p.jar", "a.\u001b[2J\nB", "c." + "D".repeat(65_000), true);
        assertThat(missing.text())
                .isEqualTo("p.jar: a.\ufffd[2J\ufffdB needs c." + "D".repeat(198)
                        + "..., which is not in the jar; bundle that library, or put both jars into one subfolder");
    }
}
