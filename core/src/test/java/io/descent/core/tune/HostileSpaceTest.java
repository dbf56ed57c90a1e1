package io.descent.core.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.config.internal.Yaml;
import io.descent.inference.config.internal.Problems;
import io.descent.inference.plugin.internal.PluginRegistry;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Search spaces that are short and describe very many hyperparameters. */
@Timeout(10)
class HostileSpaceTest {
    private static List<String> problems(String space) {
        Problems problems = new Problems("s.yaml");
        PluginRegistry registry =
                PluginRegistry.load(HostileSpaceTest.class.getClassLoader(), PluginRegistry.API_KINDS, List.of());
        new SpaceReader(registry, problems).read(Yaml.read("s.yaml", space));
        return problems.texts();
    }

    @Test
    void nestedLayersAreCountedBeforeTheyAreMade() {
        assertThat(problems("network.hidden: " + "{layers: [0,100], each: ".repeat(6) + "{units: 4}" + "}".repeat(6)))
                .singleElement()
                .asString()
                .startsWith(
                        "line 1, search.space: describes 2040404040405 keys and values once every layer has its own;"
                                + " the limit is 100000");
        assertThat(problems("network.hidden: {layers: [0, 99999999], each: {layers: [0, 99999999], each: {layers: [1,"
                        + " 1e300], each: {units: {integer: [1, 9]}}}}}"))
                .singleElement()
                .asString()
                .contains("the limit is 100000");
    }

    @Test
    void veryManyHyperparametersAreRefusedOnce() {
        String each = IntStream.range(0, 12)
                .mapToObj(i -> "k" + i + ": {integer: [1, 9]}")
                .collect(Collectors.joining(", "));
        assertThat(problems("network.hidden: {layers: [0, 100], each: {" + each + "}}"))
                .filteredOn(problem -> problem.contains("too many"))
                .singleElement()
                .asString()
                .contains("is one hyperparameter too many; at most 1000 can be searched");
    }

    @Test
    void layersThatAreSearchedTwiceAreAProblem() {
        assertThat(problems("network.hidden: {layers: [0, 2], each: {units: {integer: [1, 9]}}}\n"
                        + "network.hidden: {layers: [0, 2], each: {units: {integer: [1, 9]}}}"))
                .anyMatch(problem -> problem.contains("is searched twice"));
    }
}
