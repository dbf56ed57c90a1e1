package io.descent.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.config.internal.Yaml;
import io.descent.core.data.DataSpec;
import io.descent.core.data.TableFormat;
import io.descent.core.network.ResolvedNetwork;
import io.descent.inference.config.internal.Node;
import io.descent.inference.plugin.internal.Names;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommentedYamlTest {
    private static Stream<String> keys(String prefix, Class<? extends Record> section) {
        return Arrays.stream(section.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> prefix + Names.kebab(name));
    }

    @Test
    void everyCommentIsAboveAKeyThatExists() {
        Set<String> keys = new TreeSet<>();
        Stream.of(
                        keys("", ResolvedExperiment.class),
                        keys("data.", DataSpec.class),
                        keys("data.", TableFormat.class),
                        keys("network.", ResolvedNetwork.class),
                        keys("training.", ResolvedTraining.class))
                .flatMap(each -> each)
                .forEach(keys::add);
        assertThat(keys).containsAll(CommentedYaml.COMMENTS.keySet());
    }

    @Test
    void commentsChangeNoValue() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("label", "a: b\n# no comment\n  c");
        data.put("missing", List.of("-", "no", "#", "x\u00e9\t"));
        data.put("columns", Map.of("q\"'", "date yyyy-MM-dd"));
        data.put("ignore", List.of());
        data.put(
                "group",
                "a very long name of a column that the writer folds into several lines because it has more than eighty"
                        + " letters: training: # and so on");
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("seed", 7);
        all.put("data", data);
        all.put("metrics", List.of("accuracy", Map.of("f1", Map.of("average", "macro"))));
        all.put("random", Map.of());
        String text = CommentedYaml.of(all);
        assertThat(text)
                .contains(
                        "\n\n# Decides the split, the initial weights, the order of examples and the masks.\nseed: 7\n",
                        "\ndata:\n  # The column to predict, or a list of columns of numbers.\n  label: ");
        assertThat(text.lines().filter(line -> line.strip().startsWith("# ")))
                .allMatch(line -> line.strip().length() <= 100)
                .hasSizeGreaterThan(8);
        assertThat(Yaml.read("with comments", text).compact())
                .isEqualTo(Yaml.read("without", Yaml.text(all)).compact());
        assertThat(((Node.Section) Yaml.read("with comments", text)).entries()).hasSize(4);
    }
}
