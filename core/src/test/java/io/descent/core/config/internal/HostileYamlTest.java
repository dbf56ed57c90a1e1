package io.descent.core.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.inference.config.internal.Node;
import io.descent.inference.problem.InvalidInputException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts that are small but deep, or large once their aliases are followed. */
@Timeout(20)
class HostileYamlTest {
    private static void assertRefused(String text, String message) {
        long begin = System.nanoTime();
        assertThatThrownBy(() -> Yaml.read("e.yaml", text))
                .isExactlyInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("e.yaml: " + message);
        assertThat(System.nanoTime() - begin).as("nanoseconds").isLessThan(8_000_000_000L);
    }

    @Test
    void nestingIsLimited() {
        String tooDeep = "is nested too deeply; the limit is 100 lists and sections within each other";
        assertRefused("a: " + "[".repeat(1_000) + "]".repeat(1_000), "line 1: " + tooDeep);
        assertRefused("[".repeat(60_000), "line 1: " + tooDeep);
        assertRefused("{a: ".repeat(10_000), "line 1: " + tooDeep);
        assertRefused("- ".repeat(20_000) + "a", "line 1: " + tooDeep);
        assertRefused("? ".repeat(20_000) + "a", "line 1: " + tooDeep);
        assertRefused(
                IntStream.range(0, 1_000).mapToObj(i -> " ".repeat(i) + "a:\n").collect(Collectors.joining()),
                "line 101: " + tooDeep);
        assertThat(Yaml.read("e.yaml", "[".repeat(100) + "]".repeat(100))).isInstanceOf(Node.Sequence.class);
    }

    @Test
    void aliasesMayNotNestDeeperThanTheText() {
        String deep = "x: &x " + "[".repeat(60) + "]".repeat(60) + "\ny: " + "[".repeat(60) + "*x" + "]".repeat(60);
        assertRefused(deep, "line 2: is nested too deeply");
    }

    @Test
    void aliasesMayNotMultiply() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x]\n");
        for (int i = 1; i <= 7; i++) {
            text.append("a%d: &a%d [%s]%n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(6)));
        }
        assertRefused(text.toString(), "line 4: aliases repeat this until the text has more than 10000 values");
        String words = "a: &a '" + "x".repeat(60_000) + "'\nb: [" + "*a, ".repeat(40) + "]\n";
        assertRefused(
                words, "line 1: aliases repeat this until the text has more than 10000 values or 262144 characters");
        assertThat(Yaml.read("e.yaml", "a: &a {k: v}\nb: [*a, *a, *a]").compact())
                .isEqualTo("{a: {k: v}, b: [{k: v}, {k: v}, {k: v}]}");
    }

    @Test
    void anAliasInItselfIsRefused() {
        assertRefused("a: &o [*o]", "line 1: an alias contains itself");
        assertRefused("a: &o {b: {c: [x, *o]}}", "line 1: an alias contains itself");
    }

    @Test
    void sizesAreLimited() {
        assertRefused("a: " + "x".repeat(70_000), "line 1: has more than 65536 characters; write it in several lines");
        assertRefused("#" + "x".repeat(4_000_000), "line 1: has more than 65536 characters");
        assertRefused("a: |\n" + " x\n".repeat(50_000), "line 1: a text has 100000 characters; the limit is 65536");
        assertRefused("- 1\n".repeat(210_000), "line 200000: has more than 200000 keys and values");
    }
}
