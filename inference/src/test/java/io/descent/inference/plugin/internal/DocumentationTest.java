package io.descent.inference.plugin.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.api.Optimizer;
import io.descent.inference.TestPlugins;
import io.descent.inference.tensor.internal.Scalar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentationTest {
    @TempDir
    private Path folder;

    /** Loads a class in a loader of its own, whose folder holds a text. */
    private Documentation read(String text) throws Exception {
        Path docs = Files.createDirectories(folder.resolve(Documentation.FOLDER));
        Files.writeString(docs.resolve(Sample.class.getName() + ".txt"), text);
        try (URLClassLoader loader = new Own(new URL[] {folder.toUri().toURL()})) {
            Class<?> type = loader.loadClass(Sample.class.getName());
            assertThat(type.getClassLoader()).isSameAs(loader);
            return Documentation.of(type);
        }
    }

    record Sample(double keepProb) {}

    /** Defines the sample itself. */
    private static final class Own extends URLClassLoader {
        Own(URL[] places) {
            super(places, DocumentationTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Sample.class.getName()) || findLoadedClass(name) != null) {
                return super.loadClass(name, resolve);
            }
            try (var in = getResourceAsStream(name.replace('.', '/') + ".class");
                    var out = new ByteArrayOutputStream()) {
                in.transferTo(out);
                return defineClass(name, out.toByteArray(), 0, out.size());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void theBuildPutsCommentsIntoTheJar() {
        Documentation scalar = Documentation.of(Scalar.class);
        assertThat(scalar.lines()).hasSize(1);
        assertThat(scalar.lines().get(0)).startsWith("The scalar backend: plain loops");
    }

    @Test
    void theTextOfTheOwnLoaderIsRead() throws Exception {
        Documentation read = read("One: a = b.\n\n- item\n\n\tcode\n\n@param keepProb the share that is kept\n");
        assertThat(read.lines()).containsExactly("One: a = b.", "", "- item", "", "\tcode");
        assertThat(read.hyperparameters()).isEqualTo(Map.of("keep-prob", "the share that is kept"));
    }

    @Test
    void aHostileTextCannotControlTheTerminal() throws Exception {
        Documentation read = read("a\u001b[2Jb\r\n\t\u001b]0;x\u0007\n@param keep\u0007Prob \u202ec\n");
        assertThat(read.lines()).containsExactly("a\ufffd[2Jb\ufffd", "\t\ufffd]0;x\ufffd");
        assertThat(read.hyperparameters()).isEqualTo(Map.of("keep\ufffdprob", "\ufffdc"));
    }

    @Test
    void aHugeTextIsCut() throws Exception {
        Documentation read = read("x".repeat(Documentation.MOST_BYTES + 5));
        assertThat(read.lines()).singleElement().asString().hasSize(Documentation.MOST_BYTES);
    }

    @Test
    void aPluginWithoutTextHasNone() throws Exception {
        assertThat(read("\n \n")).isNull();
        assertThat(Documentation.of(Sample.class)).isNull();
        assertThat(Documentation.of(String.class)).isNull();
        assertThat(TestPlugins.registry().find(Optimizer.class, "plain").documentation())
                .isNull();
    }
}
