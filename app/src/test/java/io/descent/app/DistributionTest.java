package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The zip that was built, unpacked where a user might unpack it. Runs after the zip was made, in phase verify. */
@DisabledOnOs(OS.WINDOWS)
@EnabledIfSystemProperty(named = "descent.zip", matches = ".+")
@Timeout(180)
class DistributionTest {
    private static final Path ZIP = Path.of(System.getProperty("descent.zip", "none"));

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void unpack() throws IOException {
        home = unpack(folder.resolve("home"));
    }

    /** Unpacks the zip, and returns the folder in it. */
    private static Path unpack(Path to) throws IOException {
        try (ZipFile zip = new ZipFile(ZIP.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                Path file = to.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                }
            }
        }
        Path home;
        try (Stream<Path> files = Files.list(to)) {
            home = files.findFirst().orElseThrow();
        }
        Files.setPosixFilePermissions(home.resolve("bin/descent"), PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    private record Ended(int code, String output) {}

    private ProcessBuilder command(Object... arguments) {
        List<String> words = new ArrayList<>(List.of(home.resolve("bin/descent").toString()));
        for (Object each : arguments) {
            words.add(each.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("DESCENT_PLUGINS");
        builder.environment().remove("JAVA_OPTS");
        return builder;
    }

    private static Ended end(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private void requireVersion() throws IOException, InterruptedException {
        Ended ended = end(command("--version"));
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("descent ");
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("cds"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void theBillOfMaterialsListsExactlyTheJarsOfTheZip() throws IOException {
        Map<String, String> shipped = new TreeMap<>();
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                shipped.put(jar.getFileName().toString(), Sha256.of(jar));
            }
        }
        Path file = home.resolve("descent.cdx.json");
        assumeTrue(
                Files.exists(file) || !System.getProperty("descent.maven").equals("offline: true"),
                "Maven offline makes no bill");
        String text = Files.readString(file);
        Map<String, Object> bill = Json.read(text);
        Map<String, String> listed = new TreeMap<>();
        for (Object each : (List<?>) bill.get("components")) {
            Map<?, ?> component = (Map<?, ?>) each;
            for (Object hash : (List<?>) component.get("hashes")) {
                if (((Map<?, ?>) hash).get("alg").equals("SHA-256")) {
                    listed.put(
                            component.get("name") + "-" + component.get("version") + ".jar",
                            String.valueOf(((Map<?, ?>) hash).get("content")));
                }
            }
        }
        Map<?, ?> main = (Map<?, ?>) ((Map<?, ?>) bill.get("metadata")).get("component");
        String app = main.get("name") + "-" + main.get("version") + ".jar";
        assertThat(shipped).containsKey(app);
        shipped.remove(app); // the jar that the bill is about
        assertThat(listed).isEqualTo(shipped);
        assertThat(bill).doesNotContainKey("serialNumber").containsEntry("bomFormat", "CycloneDX");
        assertThat(text).doesNotContain("timestamp");
    }

    @Test
    void theZipIsSmall() throws IOException {
        assertThat(Files.size(ZIP)).isLessThan(10_000_000);
    }

    @Test
    void worksInAnyFolderAndInTheLocaleC() throws IOException, InterruptedException {
        home = unpack(folder.resolve("two words, a:b, größe ü:日本"));
        Path experiment = folder.resolve("möons.yaml");
        Files.copy(CommandLineRun.EXAMPLES.resolve("moons.yaml"), experiment);
        Path run = folder.resolve("läuft");
        ProcessBuilder builder =
                command("train", experiment, "--set", "training.epochs=1", "--no-pictures", "--quiet", "--out", run);
        builder.environment().put("LC_ALL", "C");
        Ended ended = end(builder);
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(run.resolve("result.json")).exists();
        assertThat(archives()).hasSize(1);
        PluginJar.optimizer("Dropped", PluginJar.direction("return gradient;"))
                .build(home.resolve("plugins"), "dröpped.jar");
        builder = command("plugins", "dropped");
        builder.environment().put("LC_ALL", "not_Installed.UTF-8");
        assertThat(end(builder).output()).contains("dröpped.jar");
    }

    @Test
    void aDamagedArchiveOfClassesIsReplaced() throws IOException, InterruptedException {
        requireVersion();
        Path archive = archives().get(0);
        byte[] good = Files.readAllBytes(archive);
        assertThat(good.length).isGreaterThan(1_000_000);
        for (boolean truncates : List.of(true, false)) {
            byte[] bad = truncates ? Arrays.copyOf(good, good.length / 2) : good.clone();
            if (!truncates) {
                bad[good.length / 2] ^= 1;
            }
            Path damaged = archives().get(0);
            Files.delete(damaged);
            Files.write(damaged, bad);
            requireVersion();
            assertThat(archives()).hasSize(1);
            assertThat(Files.size(archives().get(0))).isGreaterThan(1_000_000);
            assertThat(Files.readAllBytes(archives().get(0))).isNotEqualTo(bad);
        }
    }

    @Test
    void twoStartsAtOnceLeaveOneArchive() throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(command("--version")
                    .redirectOutput(folder.resolve("log-" + i).toFile())
                    .start());
        }
        for (int i = 0; i < 2; i++) {
            assertThat(processes.get(i).waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(processes.get(i).exitValue())
                    .as(Files.readString(folder.resolve("log-" + i)))
                    .isZero();
        }
        requireVersion();
        assertThat(archives()).hasSize(1);
        assertThat(archives().get(0).getFileName().toString()).endsWith(".jsa");
    }

    @Test
    void pluginsAreNotLoadedIntoTheArchive() throws IOException, InterruptedException {
        Path plugins = folder.resolve("leaving");
        PluginJar.optimizer(
                        "Leaves", "static { Runtime.getRuntime().halt(9); }" + PluginJar.direction("return gradient;"))
                .build(plugins, "leaves.jar");
        ProcessBuilder builder = command("--version");
        builder.environment().put("DESCENT_PLUGINS", plugins.toString());
        assertThat(end(builder).code()).isZero();
        assertThat(archives().get(0).getFileName().toString()).endsWith(".jsa");
    }
}
