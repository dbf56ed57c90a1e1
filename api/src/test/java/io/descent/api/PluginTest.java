package io.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PluginTest {
    private record HeNormal() implements Plugin {}

    private record L2() implements Plugin {}

    private record ReduceLROnPlateau() implements Plugin {}

    private record AdaMax() implements Plugin {
        @Override
        public String name() {
            return "adamax";
        }
    }

    @Test
    void nameIsTheSimpleNameInKebabCase() {
        assertThat(new HeNormal().name()).isEqualTo("he-normal");
        assertThat(new L2().name()).isEqualTo("l2");
        assertThat(new ReduceLROnPlateau().name()).isEqualTo("reduce-lr-on-plateau");
    }

    @Test
    void nameCanBeChosen() {
        assertThat(new AdaMax().name()).isEqualTo("adamax");
    }

    @Test
    void everyPublicTypeIsDocumented() throws IOException {
        Pattern undocumented = Pattern.compile(
                "(?<!\\*/)(?<!\\))(?<!@Provided)\\npublic (sealed |non-sealed |final )?(@?interface|record|enum|class) ");
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/io/descent/api"))) {
            List<Path> files =
                    sources.filter(p -> !p.endsWith("package-info.java")).toList();
            assertThat(files).hasSizeGreaterThan(10);
            for (Path file : files) {
                assertThat(Files.readString(file))
                        .as("%s", file)
                        .doesNotContainPattern(undocumented)
                        .contains("/**");
            }
        }
    }
}
