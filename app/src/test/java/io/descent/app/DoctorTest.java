package io.descent.app;

import static io.descent.app.PluginJar.direction;
import static io.descent.app.PluginJar.optimizer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code descent plugins doctor}. */
class DoctorTest {
    private static final String USE = direction("lib.Thing.use(); return gradient;");
    private static final String SAME = direction("return gradient;");

    @TempDir
    private Path folder;

    private static PluginJar withLibrary(PluginJar jar) {
        return jar.with("lib.Thing", "package lib; public class Thing { public static void use() {} }");
    }

    private static PluginJar withoutLibrary(PluginJar jar) {
        return withLibrary(jar).leaveOut("lib/Thing.class");
    }

    private CommandLineRun doctor(int code) {
        CommandLineRun run = CommandLineRun.of("plugins", "doctor", folder);
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        return run;
    }

    @Test
    void theFolderMayBeNamedInAnyWay() throws IOException {
        optimizer("Good", SAME).build(folder, "good.jar");
        Path relative = Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath());
        for (String name : new String[] {
            folder.toString(),
            folder + "/.",
            relative.toString(),
            "./" + relative,
            folder + "/../" + folder.getFileName()
        }) {
            CommandLineRun run = CommandLineRun.good("plugins", "doctor", name);
            assertThat(run.out())
                    .as(name)
                    .contains(folder.resolve("good.jar") + ": optimizer good", "1 plugin found, 0 problems");
        }
    }

    @Test
    void aLibraryThatOnlyMethodsUseIsMissed() throws IOException {
        withoutLibrary(optimizer("Thin", USE)).build(folder, "thin.jar");
        assertThat(doctor(1).out())
                .contains(
                        "problem: " + folder.resolve("thin.jar")
                                + ": example.Thin needs lib.Thing, which is not in the jar; bundle that library",
                        "1 plugin found, 1 problem");
    }

    @Test
    void aLibraryIsMissedBehindAnotherClassToo() throws IOException {
        withoutLibrary(optimizer("Far", direction("new Near().use(); return gradient;")))
                .with("Near", "package example; class Near { void use() { lib.Thing[] things = new lib.Thing[1]; } }")
                .build(folder, "far.jar");
        assertThat(doctor(1).out()).contains("problem: ", "example.Near needs lib.Thing");
    }

    @Test
    void aBundledLibraryIsFound() throws IOException {
        withLibrary(optimizer("Fat", USE)).build(folder, "fat.jar");
        assertThat(doctor(0).out()).contains("1 plugin found, 0 problems").doesNotContain("warning");
    }

    @Test
    void aLibraryInTheSameFolderIsFound() throws IOException {
        Path together = folder.resolve("together");
        withoutLibrary(optimizer("Thin", USE)).build(together, "thin.jar");
        assertThat(doctor(1).out()).contains("which is not in the jars of this folder; put that library there too");
        withLibrary(new PluginJar()).build(together, "library.jar");
        assertThat(doctor(0).out()).contains("1 plugin found, 0 problems").doesNotContain("warning");
    }

    @Test
    void whatNoPluginReachesIsAWarning() throws IOException {
        withoutLibrary(optimizer("Lone", SAME))
                .with("Extra", "package example; class Extra { void use() { lib.Thing.use(); } }")
                .build(folder, "lone.jar");
        assertThat(doctor(0).out())
                .contains(
                        "warning: ",
                        "example.Extra, which the plugin may never run, needs lib.Thing",
                        "1 plugin found, 0 problems, 1 warning");
    }

    @Test
    void onlyTheFirstWarningsAreShown() throws IOException {
        PluginJar jar = optimizer("Many", SAME);
        for (int i = 0; i < 9; i++) {
            jar.with("lib%d.Gone".formatted(i), "package lib%d; public class Gone {}".formatted(i))
                    .leaveOut("lib%d/Gone.class".formatted(i))
                    .with("User" + i, "package example; class User%d { Object o = new lib%d.Gone(); }".formatted(i, i));
        }
        jar.build(folder, "many.jar");
        assertThat(doctor(0).out())
                .contains("lib4.Gone", "warning: 4 more like these", "9 warnings")
                .doesNotContain("lib5.Gone");
    }

    @Test
    void anOptionalLibraryIsAWarning() throws IOException {
        withoutLibrary(optimizer(
                        "Optional",
                        direction("try { lib.Thing.use(); } catch (NoClassDefFoundError e) { } return gradient;")))
                .build(folder, "optional.jar");
        assertThat(doctor(0).out()).contains("warning: ", "lib.Thing").doesNotContain("problem: ");
    }

    @Test
    void whatALibraryNeedsIsAWarning() throws IOException {
        Path together = folder.resolve("together");
        withoutLibrary(optimizer("Deep", direction("mid.Middle.use(); return gradient;"))
                        .with(
                                "mid.Middle",
                                "package mid; public class Middle { public static void use() { lib.Thing.use(); } }")
                        .leaveOut("mid/Middle.class"))
                .build(together, "deep.jar");
        withoutLibrary(new PluginJar()
                        .with(
                                "mid.Middle",
                                "package mid; public class Middle { public static void use() { lib.Thing.use(); } }")
                        .with(
                                "mid.Other",
                                "package mid; class Other { other.Gone gone() { return new other.Gone(); } }")
                        .with("other.Gone", "package other; public class Gone {}")
                        .leaveOut("other/Gone.class"))
                .build(together, "middle.jar");
        assertThat(doctor(0).out())
                .contains("mid.Middle, which the plugin may never run, needs lib.Thing")
                .doesNotContain("other.Gone", "problem: ");
    }

    @Test
    void theApplicationIsNotForPlugins() throws IOException {
        optimizer("Inner", direction("io.descent.core.Thing.use(); return gradient;"))
                .with(
                        "io.descent.core.Thing",
                        "package io.descent.core; public class Thing { public static void use() {} }")
                .leaveOut("io/descent/core/Thing.class")
                .build(folder, "inner.jar");
        assertThat(doctor(1).out()).contains("needs io.descent.core.Thing, but plugins see only io.descent.api");
    }

    @Test
    void theJdkTheApiAndAnnotationsAreNotMissed() throws IOException {
        optimizer("Usual", "@lib.Mark(level = lib.Mark.Level.HIGH) " + direction("""
                        java.sql.Date[][] dates = new java.sql.Date[0][];
                        int[][] numbers = new int[0][];
                        Object type = double[].class;
                        Runnable run = () -> { int[] copy = numbers[0].clone(); };
                        switch (Link.valueOf("NONE")) { case NONE -> { return gradient.map(x -> x); } default -> {} }
                        for (Map.Entry<String, lib.Kept> each : new HashMap<String, lib.Kept>().entrySet()) {}
                        return gradient;"""))
                .with("lib.Mark", "package lib; public @interface Mark { Level level(); enum Level { HIGH } }")
                .with("lib.Kept", "package lib; public class Kept {}")
                .leaveOut("lib/Mark.class")
                .leaveOut("lib/Mark$Level.class")
                .build(folder, "usual.jar");
        assertThat(doctor(0).out()).contains("1 plugin found, 0 problems").doesNotContain("warning");
    }

    @Test
    void whatKeepsAPluginFromLoadingIsToldOnce() throws IOException {
        withoutLibrary(optimizer("Needy", SAME + " public Needy() { lib.Thing.use(); }"))
                .build(folder, "needy.jar");
        assertThat(doctor(1).out())
                .containsOnlyOnce("lib.Thing")
                .contains("needs the class lib.Thing", "0 plugins found, 1 problem");
    }
}
