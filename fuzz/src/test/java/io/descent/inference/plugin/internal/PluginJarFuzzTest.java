package io.descent.inference.plugin.internal;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.descent.fuzz.Promise;
import io.descent.fuzz.Scratch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A jar in a plugin folder, read without loading any class. An input that is neither a jar nor a class file is a service
 * file; both are put into a jar.
 */
class PluginJarFuzzTest {
    private static final String SERVICE = "META-INF/services/io.descent.api.Optimizer";

    static Stream<byte[]> seeds() throws IOException {
        byte[] type = classFile("io/descent/optimizers/Adam.class");
        byte[] service = "# plugins\nexample.Plugin\n".getBytes(StandardCharsets.UTF_8);
        return Stream.of(type, classFile("io/descent/regularizers/Dropout.class"), service, jar(type, service));
    }

    private static byte[] classFile(String name) throws IOException {
        try (InputStream in = PluginJarFuzzTest.class.getClassLoader().getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static byte[] jar(byte[] type, byte[] service) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry("example/Plugin.class"));
            out.write(type);
            out.putNextEntry(new ZipEntry(SERVICE));
            out.write(service);
        }
        return bytes.toByteArray();
    }

    private static boolean begins(byte[] input, String beginning) {
        return new String(input, StandardCharsets.ISO_8859_1).startsWith(beginning);
    }

    @MethodSource("seeds")
    @DictionaryFile(resourcePath = "/io/descent/fuzz/jar.dict")
    @FuzzTest
    void jar(byte[] input) throws IOException {
        byte[] service = "example.Plugin\n".getBytes(StandardCharsets.UTF_8);
        byte[] jar = begins(input, "PK")
                ? input
                : begins(input, "\u00ca\u00fe\u00ba\u00be") ? jar(input, service) : jar(new byte[0], input);
        Path folder = Scratch.folder("plugins");
        Files.write(folder.resolve("plugin.jar"), jar);
        Promise.keep(input.length, () -> PluginSource.in(folder, PluginRegistry.API_KINDS, Promise::message));
        Promise.keep(input.length, () -> MissingClasses.in(folder).forEach(each -> Promise.message(each.text())));
    }
}
