package io.descent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code descent} of a checkout, with a program in place of Maven. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class LauncherTest {
    /** Builds a command that prints its arguments; waits while the file {@code wait} exists. */
    private static final String MAVEN = """
            #!/bin/sh
            echo $$ >>builds
            while [ -e wait ]; do sleep 0.1; done
            mkdir -p app/target/descent-1/descent-1/bin
            printf '#!/bin/sh\\necho ran "$@"\\n' >app/target/descent-1/descent-1/bin/descent
            chmod +x app/target/descent-1/descent-1/bin/descent
            """;

    @TempDir
    private Path folder;

    private Path root;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void checkOut() throws IOException {
        root = checkOut("a checkout");
    }

    @AfterEach
    void endAll() throws IOException {
        Files.deleteIfExists(root.resolve("wait"));
        started.forEach(Process::destroyForcibly);
    }

    private Path checkOut(String name) throws IOException {
        Path checkout = folder.resolve(name);
        Files.createDirectories(checkout.resolve("app/src/main"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Files.copy(Path.of("../descent"), checkout.resolve("descent"), StandardCopyOption.COPY_ATTRIBUTES);
        Path maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
        Files.writeString(maven, MAVEN);
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
        return checkout;
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(root.resolve("descent").toString(), "an argument")
                .redirectErrorStream(true)
                .redirectOutput(log(started.size()).toFile());
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        builder.environment().put("DESCENT_LOCK_SECONDS", "3");
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Path log(int start) {
        return folder.resolve("log-" + start);
    }

    private String output(int start) throws IOException {
        return Files.readString(log(start));
    }

    private void requireSuccess(Process process) throws IOException, InterruptedException {
        int start = started.indexOf(process);
        assertThat(process.waitFor()).as(output(start)).isZero();
        assertThat(output(start)).endsWith("ran an argument\n");
        if (started.stream().noneMatch(Process::isAlive)) {
            assertThat(lock()).doesNotExist();
        }
    }

    private Path lock() {
        return root.resolve("app/.launcher.lock");
    }

    private List<String> builds() throws IOException {
        Path builds = root.resolve("builds");
        return Files.exists(builds) ? Files.readAllLines(builds) : List.of();
    }

    /** Starts a build that waits. */
    private Process startBuild() throws IOException, InterruptedException {
        Files.createFile(root.resolve("wait"));
        Process process = start();
        await(() -> !builds().isEmpty() && Files.readAllLines(lock()).size() >= 2);
        return process;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException, InterruptedException {
        while (!condition.holds()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private ProcessHandle maven() throws IOException {
        return ProcessHandle.of(Long.parseLong(builds().get(0))).orElseThrow();
    }

    @Test
    void buildsOnFirstUseAndAfterAChangeOnly() throws IOException, InterruptedException {
        requireSuccess(start());
        requireSuccess(start());
        assertThat(builds()).hasSize(1);
        TimeUnit.SECONDS.sleep(1);
        Files.writeString(root.resolve("pom.xml"), "<project><!-- new --></project>");
        requireSuccess(start());
        assertThat(builds()).hasSize(2);
        assertThat(output(0)).startsWith("descent: building on first use");
        assertThat(output(1)).isEqualTo("ran an argument\n");
        assertThat(output(2)).startsWith("descent: the sources have changed; building");
    }

    @Test
    void ofSeveralStartsOneBuilds() throws IOException, InterruptedException {
        startBuild();
        for (int i = 1; i < 5; i++) {
            start();
        }
        await(() -> output(4).contains("waiting for another build to finish"));
        Files.delete(root.resolve("wait"));
        for (Process process : started) {
            requireSuccess(process);
        }
        assertThat(builds()).hasSize(1);
    }

    @Test
    void aLockThatCannotBeWrittenIsReportedAtOnce() throws IOException, InterruptedException {
        Files.delete(root.resolve("app/src/main"));
        Files.delete(root.resolve("app/src"));
        Files.delete(root.resolve("app"));
        Files.createFile(root.resolve("app"));
        long begin = System.nanoTime();
        assertThat(start().waitFor()).isEqualTo(2);
        assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(5));
        assertThat(output(0).strip())
                .startsWith("descent: the sources must be built, but " + lock() + " cannot be written (")
                .endsWith("make " + root + " writable, or let its owner build");
    }

    @Test
    void aBuildThatWasKilledHoldsNobodyUp() throws IOException, InterruptedException {
        Process killed = startBuild();
        killed.destroyForcibly().waitFor();
        maven().destroyForcibly();
        assertThat(lock()).exists();
        Files.delete(root.resolve("wait"));
        Process process = start();
        assertThat(process.waitFor(3, TimeUnit.SECONDS)).as("ended").isTrue();
        requireSuccess(process);
        assertThat(builds()).hasSize(2);
    }

    @Test
    void severalStartsAfterAKilledBuildBuildOnce() throws IOException, InterruptedException {
        startBuild().destroyForcibly().waitFor();
        maven().destroyForcibly();
        Files.delete(root.resolve("wait"));
        for (int i = 0; i < 8; i++) {
            start();
        }
        for (Process process : started.subList(1, started.size())) {
            requireSuccess(process);
        }
        assertThat(builds()).hasSize(2);
    }

    @Test
    void mavenHoldsTheLockEvenIfTheScriptWasKilled() throws IOException, InterruptedException {
        startBuild().destroyForcibly().waitFor();
        Process waiting = start();
        await(() -> output(1).contains("waiting for another build to finish; if none is running, remove " + lock()));
        assertThat(waiting.waitFor(4, TimeUnit.SECONDS)).as("ended").isFalse();
        assertThat(builds()).hasSize(1);
        Files.delete(root.resolve("wait")); // Maven ends by itself
        requireSuccess(waiting);
        assertThat(builds()).hasSize(2);
    }

    @Test
    void anEndedBuildEndsMavenAndGivesTheLockBack() throws IOException, InterruptedException {
        Process process = startBuild();
        ProcessHandle maven = maven();
        process.destroy();
        assertThat(process.waitFor()).isEqualTo(130);
        assertThat(lock()).doesNotExist();
        assertThat(maven.isAlive()).isFalse();
    }

    @Test
    void aLockOfAnotherComputerIsLeftOverOnceItIsSilent() throws IOException, InterruptedException {
        Files.writeString(lock(), "1 100 elsewhere-pid:[1]\n2 200 elsewhere-pid:[1]\n");
        Process process = start();
        for (int i = 0; i < 12; i++) { // signs of life, for longer than the launcher waits without any
            TimeUnit.MILLISECONDS.sleep(500);
            assertThat(process.isAlive()).as(output(0)).isTrue();
            Files.writeString(lock(), Files.readString(lock()) + ".\n");
        }
        requireSuccess(process);
    }

    @Test
    void aLockWithoutContentAndOneOfAnEarlierVersionAreLeftOverToo() throws IOException, InterruptedException {
        Files.createFile(lock());
        requireSuccess(start());
        Files.delete(root.resolve("app/target/built-by-launcher"));
        Files.createDirectory(lock());
        requireSuccess(start());
        assertThat(builds()).hasSize(2);
    }

    @Test
    void aPathWithAColonIsRefused() throws IOException, InterruptedException {
        root = checkOut("a:b");
        assertThat(start().waitFor()).isEqualTo(2);
        assertThat(output(0))
                .isEqualTo(
                        "descent: Maven cannot build in a path that contains ':'; move " + root + " to another path\n");
        assertThat(lock()).doesNotExist();
    }
}
