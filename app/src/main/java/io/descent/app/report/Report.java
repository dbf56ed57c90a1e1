package io.descent.app.report;

import static io.descent.app.report.Html.escaped;

import io.descent.core.run.RunFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A page about the files of a folder. */
public final class Report {
    /** The name of the file in the folder of a run or a study. */
    public static final String FILE = RunFiles.REPORT;

    private Report() {}

    /**
     * The report of a run or a study, whichever the folder contains. It may still be running.
     *
     * @param name its title
     * @return a whole HTML file
     */
    public static String of(Path folder, String name) {
        return page(name, content(folder, name), "");
    }

    /** What the report of a folder contains, without the frame of the page. */
    static String content(Path folder, String name) {
        return Files.exists(folder.resolve(StudyContent.JOURNAL))
                ? StudyContent.of(folder, name).toString()
                : RunContent.of(folder, name).toString();
    }

    /** The name of a folder. */
    public static String name(Path folder) {
        return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    }

    /**
     * A page with a style and a script of its own, which loads nothing.
     *
     * @param content its HTML
     * @param script in addition
     */
    static String page(String title, String content, String script) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <link rel="icon" href="data:,">
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                <main id="report">
                %s</main>
                <div id="tip" role="status" aria-live="polite" hidden></div>
                <script>
                %s%s</script>
                </body>
                </html>
                """.formatted(escaped(title), resource("report.css"), content, resource("report.js"), script);
    }

    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Report.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
