package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.descent.app.report.LiveServer;
import io.descent.app.report.ModelCard;
import io.descent.app.report.Report;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Reports of runs, studies and comparisons, as text and in a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportTest {
    /** Pictures of what the browser shows, for people. */
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    private static final String HOSTILE = "<img src=x onerror=alert(1)>&\"'";

    @TempDir
    static Path folder;

    private Path classes;
    private Path values;
    private Path study;

    @BeforeAll
    void train() throws IOException {
        StringBuilder csv =
                new StringBuilder("size,\"%s\",colour,good,price\n".formatted(HOSTILE.replace("\"", "\"\"")));
        for (int i = 0; i < 300; i++) {
            double size = (i * 37 % 101) / 10.0;
            String colour = i % 7 == 0 ? "" : i % 3 == 0 ? "red" : "</script>";
            csv.append("%s,%d,%s,%s,%s\n"
                    .formatted(size, i * 13 % 17, colour, size + i * 13 % 5 > 6 ? "yes" : "no", 10 * size + i % 5));
        }
        Path table = Files.writeString(folder.resolve("table.csv"), csv);
        classes = folder.resolve("classes");
        good(
                "train",
                table,
                "--label",
                "good",
                "--columns",
                "price=ignore",
                "--set",
                "training.epochs=12",
                "--out",
                classes);
        values = folder.resolve("values");
        good(
                "train",
                table,
                "--label",
                "price",
                "--columns",
                "good=ignore",
                "--set",
                "training.epochs=4",
                "--set",
                "training.folds=3",
                "--out",
                values);
        study = folder.resolve("study");
        Path experiment = Files.writeString(folder.resolve("study.yaml"), """
                data: {generator: {moons: {}}, split: 60/20/20}
                network: {hidden: [{units: 8}]}
                training: {epochs: 4, optimizer: adam}
                search:
                  metric: dev.accuracy
                  trials: 12
                  space:
                    training.learning-rate: {log: [0.001, 1]}
                    training.optimizer: {choice: [adam, momentum]}
                    training.batch-size: {log-integer: [8, 64]}
                """);
        good("tune", experiment, "--out", study);
    }

    private static String page(Path file) throws IOException {
        return Files.readString(file);
    }

    /** The texts between tags. */
    private static String text(String html) {
        return html.replaceAll("(?s)<(style|script)>.*?</\\1>", "").replaceAll("<[^>]*>", "\t");
    }

    private static String shown(@Nullable Object number) {
        return String.format(Locale.ROOT, "%.4f", ((Number) Objects.requireNonNull(number)).doubleValue());
    }

    @Test
    void theReportOfARunHasItsNumbers() throws IOException {
        String text = text(page(classes.resolve(Report.FILE)));
        Map<String, Object> result = CommandLineRun.result(classes);
        Map<?, ?> test = (Map<?, ?>) ((Map<?, ?>) result.get("metrics")).get("test");
        Map<?, ?> accuracy = (Map<?, ?>) ((Map<?, ?>) test.get("intervals")).get("accuracy");
        assertThat(text)
                .contains("Accuracy on the test set: %s, 95 %% interval %s to %s."
                        .formatted(
                                shown(test.get("accuracy")), shown(accuracy.get("low")), shown(accuracy.get("high"))))
                .contains("A network of layers of 256, 256, 256, 2 units predicts good (2 classes) from 3 columns.")
                .contains("Metrics on 180 train, 60 dev, 60 test examples")
                .contains(
                        "ROC curve", "Reliability on the dev set", "Importance of the columns", "Columns", "Experiment")
                .contains(String.valueOf(result.get("weightsSha256")), System.getProperty("java.runtime.version"));
        String ofValues = text(page(values.resolve(Report.FILE)));
        assertThat(ofValues)
                .contains("An average of 3 networks")
                .contains("price: predicted and actual values")
                .contains("division 1, fold 3")
                .contains("R2 on the test set");
    }

    @Test
    void theCurvesOfTheResultAreThoseOfThePredictions() throws IOException {
        Map<?, ?> curves = (Map<?, ?>) CommandLineRun.result(classes).get("curves");
        Map<?, ?> yes = (Map<?, ?>) ((Map<?, ?>) curves.get("test")).get("yes");
        List<?> roc = (List<?>) yes.get("roc");
        assertThat(roc.get(0)).isEqualTo(List.of(0.0, 0.0));
        assertThat(roc.get(roc.size() - 1)).isEqualTo(List.of(1.0, 1.0));
        double area = 0;
        for (int i = 1; i < roc.size(); i++) {
            List<?> one = (List<?>) roc.get(i - 1);
            List<?> two = (List<?>) roc.get(i);
            area += ((Double) two.get(0) - (Double) one.get(0)) * ((Double) two.get(1) + (Double) one.get(1)) / 2;
        }
        Map<?, ?> test = (Map<?, ?>) ((Map<?, ?>) CommandLineRun.result(classes).get("metrics")).get("test");
        assertThat(area).isCloseTo((Double) test.get("auc"), offset(0.005));
    }

    @Test
    void textsAreEscapedAndNothingIsLoaded() throws IOException {
        for (Path report : List.of(classes, values, study)) {
            String html = page(report.resolve(Report.FILE));
            assertThat(html).doesNotContain(HOSTILE).doesNotContain("<img");
            assertThat(html.split("</script>", -1))
                    .as("only the script of the page ends")
                    .hasSize(2);
            html = html.replace("&lt;img src=x", "");
            Matcher references = Pattern.compile("(?:src|href|url)\\s*[=(]\\s*[\"']?([^\"')>\\s]+)")
                    .matcher(html);
            while (references.find()) {
                assertThat(references.group(1)).matches("data:,?|#.*");
            }
        }
        assertThat(page(classes.resolve(Report.FILE))).contains("&lt;img src=x");
    }

    @Test
    void theReportOfAStudyHasItsTrials() throws IOException {
        String text = text(page(study.resolve(Report.FILE)));
        assertThat(text)
                .contains("12 of 12 trials are done. They are compared by dev.accuracy; larger is better.")
                .contains("Importance of the hyperparameters")
                .contains("training.optimizer");
        assertThat(text(page(study.resolve("best").resolve(Report.FILE)))).contains("Accuracy on the test set");
    }

    @Test
    void theReportOfAComparisonHasEveryRun() throws IOException {
        Path other = folder.resolve("other");
        good(
                "train",
                folder.resolve("table.csv"),
                "--label",
                "good",
                "--columns",
                "price=ignore",
                "--set",
                "training.epochs=3",
                "--set",
                "training.learning-rate=0.01",
                "--out",
                other);
        Path png = folder.resolve("two.png");
        assertThat(good("compare", classes, other, "--out", png).out())
                .contains("report: " + folder.resolve("two.html"));
        assertThat(text(page(folder.resolve("two.html"))))
                .contains(
                        "Comparison of 2 runs",
                        "training.learning-rate",
                        "Differences from classes",
                        "dev.log-loss by epoch");
    }

    @Test
    void theCommandWritesAReportAgain() throws IOException {
        Path file = folder.resolve("again.html");
        good("report", classes, "--out", file);
        assertThat(page(file)).isEqualTo(page(classes.resolve(Report.FILE)));
        assertThat(refused("report", folder).err()).contains("contains no run and no study");
        good("verify", classes);
    }

    @Test
    void aHalfWrittenRunHasAReport() throws IOException {
        Path half = Files.createDirectories(folder.resolve("half"));
        assertThat(text(Report.of(half, "half"))).contains("has not ended its first epoch");
        Files.copy(classes.resolve("experiment.yaml"), half.resolve("experiment.yaml"));
        List<String> lines = Files.readAllLines(classes.resolve("metrics.jsonl"));
        Files.writeString(
                half.resolve("metrics.jsonl"),
                lines.get(0) + "\n" + lines.get(1).substring(0, 40));
        assertThat(text(Report.of(half, "half"))).contains("Epoch 1 of 12.");
    }

    @Test
    void readersGetTheReportAgainWhenAFileChanges() throws Exception {
        Path run = Files.createDirectories(folder.resolve("growing"));
        List<String> lines = Files.readAllLines(classes.resolve("metrics.jsonl"));
        Files.copy(classes.resolve("experiment.yaml"), run.resolve("experiment.yaml"));
        Files.writeString(run.resolve("metrics.jsonl"), lines.get(0) + "\n");
        HttpClient client = HttpClient.newHttpClient();
        LiveServer server = new LiveServer(() -> run, "growing", 0);
        URI events = URI.create(server.address() + "events");
        var reading = client.sendAsync(HttpRequest.newBuilder(events).build(), HttpResponse.BodyHandlers.ofString());
        Thread.sleep(1000);
        Files.writeString(run.resolve("metrics.jsonl"), lines.get(1) + "\n", StandardOpenOption.APPEND);
        Thread.sleep(1000);
        assertThat(client.send(
                                HttpRequest.newBuilder(URI.create(server.address() + "other"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
        assertThatThrownBy(() -> new LiveServer(
                        () -> run, "growing", URI.create(server.address()).getPort()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("choose another port");
        server.close();
        String body = reading.get().body();
        assertThat(body).contains("Epoch 1 of 12.", "Epoch 2 of 12.", "event: end");
        assertThat(body.indexOf("Epoch 2 of 12.")).isGreaterThan(body.indexOf("Epoch 1 of 12."));
    }

    /** Weights of 0, an infinite importance, a column without a number in the sample, and a run of an older version. */
    @Test
    void whatARunLacksIsLeftOut() throws IOException {
        Path odd = Files.createDirectories(folder.resolve("odd"));
        Files.writeString(odd.resolve("experiment.yaml"), "training:\n  epochs: 3\n");
        Files.writeString(odd.resolve("result.json"), """
                {"outcome": "diverged", "divergence": {"message": "x"}, "diagnosis": {"verdict": "neither", "next": []},
                 "metrics": {"train": {"examples": 3, "cost": "NaN", "r2": null}},
                 "importance": {"metric": "rmse", "set": "dev", "rows": 3, "repeats": 5,
                  "columns": [{"name": "a", "mean": "Infinity", "standardDeviation": "NaN"}],
                  "partialDependence": [{"column": "a", "ordered": true, "outputs": ["y"], "rows": 3,
                   "points": [{"cell": "", "means": [1.0]}]}]}}
                """);
        assertThat(text(Report.of(odd, "odd"))).contains("The training diverged: x.", "Infinity");
        assertThat(ModelCard.of(odd, "odd"))
                .contains("The training diverged: x.", "There is no dev set and no test set", "does not repeat it");
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 50_001; i++) {
            lines.append("{\"epoch\":%d,\"train\":{\"cost\":0.5}}\n".formatted(i));
        }
        Files.writeString(odd.resolve("metrics.jsonl"), lines);
        Files.delete(odd.resolve("result.json"));
        assertThat(text(Report.of(odd, "odd"))).contains("Epoch 50,001 of 3.");
    }

    @Test
    void aStudyCountsTheEpochsThatATrialWasGiven() throws IOException {
        Path half = Files.createDirectories(folder.resolve("half-study"));
        String finished =
                "{\"fact\":\"finished\",\"trial\":0,\"repeat\":%d,\"until\":20,\"epochs\":%d,\"value\":%s,\"seconds\":1}\n";
        Files.writeString(
                half.resolve("journal.jsonl"),
                "{\"fact\":\"study\",\"definition\":{\"search\":{\"trials\":5}}}\n"
                        + "{\"fact\":\"proposed\",\"trial\":0,\"round\":1,\"until\":20,\"values\":{\"a\":1}}\n"
                        + finished.formatted(0, 12, "0.1")
                        + finished.formatted(1, 20, "0.2")
                        + finished.formatted(2, 15, "0.6"));
        assertThat(text(Report.of(half, "half"))).contains("1 of 5 trials are done", "the usual metric 0.3000");
    }

    @Test
    void theCommandWatchesAFolder() throws Exception {
        CommandProcess process = CommandProcess.start(folder.resolve("watch.log"), "watch", classes, "--port", "0");
        try {
            while (!process.text().contains("http://") && process.isAlive()) {
                Thread.sleep(20);
            }
            String address = process.text().replaceAll("(?s).*(http://\\S+).*", "$1");
            String page = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(text(page)).contains("Accuracy on the test set");
        } finally {
            process.process().destroyForcibly();
        }
        assertThat(refused("watch", folder).err()).contains("contains no run and no study");
    }

    @Test
    void aPortThatIsTakenLeavesNothing() throws Exception {
        LiveServer server = new LiveServer(() -> classes, "classes", 0);
        int port = URI.create(server.address()).getPort();
        try {
            CommandProcess training = CommandProcess.start(
                    folder.resolve("taken.log"),
                    "train",
                    EXAMPLES.resolve("moons.yaml"),
                    "--watch",
                    port,
                    "--out",
                    folder.resolve("taken"));
            training.process().waitFor();
            assertThat(training.text()).contains("cannot watch on port " + port).doesNotContain("interrupted");
            assertThat(training.process().exitValue()).isEqualTo(2);
            assertThat(refused(
                                    "tune",
                                    folder.resolve("study.yaml"),
                                    "--watch",
                                    port,
                                    "--out",
                                    folder.resolve("taken-study"))
                            .err())
                    .contains("cannot watch on port " + port);
            assertThat(folder.resolve("taken-study/journal.jsonl")).doesNotExist();
        } finally {
            server.close();
        }
    }

    @Test
    void aTrainingServesItsReportWhileItRuns() throws IOException {
        CommandLineRun run = good(
                "train",
                EXAMPLES.resolve("moons.yaml"),
                "--watch",
                "0",
                "--no-pictures",
                "--out",
                folder.resolve("live"));
        assertThat(run.out()).containsPattern("watch it on http://127\\.0\\.0\\.1:[0-9]+/");
        assertThat(refused("train", EXAMPLES.resolve("moons.yaml"), "--watch", "70000", "--out", folder.resolve("no"))
                        .err())
                .contains("the port is 70000");
    }

    private static Browser browser() throws Exception {
        Path program = Browser.program();
        if (program == null) {
            System.err.println(
                    "skipped: the report in a browser, because there is no chromium on the PATH, and no CHROME");
        }
        assumeThat(program).isNotNull();
        Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
        return new Browser(Objects.requireNonNull(program), Files.createTempDirectory(target, "browser"), 1100, 900);
    }

    @Test
    void theReportOfARunInABrowser() throws Exception {
        try (Browser browser = browser()) {
            browser.open(classes.resolve(Report.FILE).toUri().toString());
            assertThat(browser.value("document.title")).isEqualTo("classes");
            assertThat(String.valueOf(browser.value("document.querySelector('#summary').textContent")))
                    .contains("Accuracy on the test set");
            browser.moveTo("#curves svg", 0.97, 0.5);
            assertThat(String.valueOf(browser.value("document.getElementById('tip').textContent")))
                    .matches("(?s)epoch 12\ntrain [0-9.e-]+\ndev [0-9.e-]+");
            browser.value("document.querySelector('#curves svg').focus()");
            browser.press("Home");
            assertThat(String.valueOf(browser.value("document.getElementById('tip').textContent")))
                    .startsWith("epoch 1\n");
            browser.press("ArrowRight");
            assertThat(String.valueOf(browser.value("document.getElementById('tip').textContent")))
                    .startsWith("epoch 2\n");
            browser.press("Escape");
            assertThat(browser.value("document.getElementById('tip').hidden")).isEqualTo(true);
            // every heading of a table is a button, and sorts
            browser.value("document.querySelector('#columns th:nth-child(3) button').focus()");
            browser.press("Enter");
            String missing =
                    "[...document.querySelectorAll('#columns tbody td:nth-child(3)')].map(c => +c.textContent)";
            assertThat(browser.value("(v => v.every((x, i) => i === 0 || v[i - 1] <= x))(%s)".formatted(missing)))
                    .isEqualTo(true);
            assertThat(browser.value("document.querySelectorAll('#columns th[aria-sort=ascending]').length"))
                    .isEqualTo(1);
            assertThat(browser.number("document.querySelectorAll('svg:not([aria-label])').length"))
                    .isZero();
            browser.screenshot(SCREENSHOTS.resolve("run.png"));
            contrast(browser);
            browser.media("", "dark");
            contrast(browser);
            browser.screenshot(SCREENSHOTS.resolve("run-dark.png"));
            browser.width(390);
            assertThat(browser.number("document.documentElement.scrollWidth"))
                    .as("on a phone")
                    .isLessThanOrEqualTo(390);
            browser.screenshot(SCREENSHOTS.resolve("run-phone.png"));
            assertThat(browser.errors()).isEmpty();
            assertThat(browser.requests()).allSatisfy(url -> assertThat(url).matches("file:.*|data:.*"));
        }
    }

    /** Texts have a contrast of at least 4.5 to 1 (WCAG 2.1, 1.4.3). */
    private static void contrast(Browser browser) throws Exception {
        double least = browser.number("""
                (() => {
                  const light = color => {
                    const [r, g, b] = color.match(/[\\d.]+/g).map(Number).map(v => v / 255)
                      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                  };
                  const ground = light(getComputedStyle(document.body).backgroundColor);
                  const ratios = [...document.querySelectorAll('p,li,h1,h2,th,td,caption,figcaption,svg text')].map(e => {
                    const style = getComputedStyle(e);
                    const text = light(e.tagName === 'text' ? style.fill : style.color);
                    return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
                  });
                  return Math.min(...ratios);
                })()""");
        assertThat(least).isGreaterThan(4.5);
    }

    @Test
    void theReportOfAStudyInABrowser() throws Exception {
        try (Browser browser = browser()) {
            browser.open(study.resolve(Report.FILE).toUri().toString());
            String rows = "[...document.querySelectorAll('#trials tbody tr')].filter(r => !r.hidden).length";
            assertThat(browser.number(rows)).isEqualTo(12);
            assertThat(browser.number("document.querySelectorAll('.parallel .trial').length"))
                    .isEqualTo(12);
            // the upper half of the learning rates
            browser.value("document.querySelector('.parallel').scrollIntoView({block: 'center'})");
            String axis = ".parallel .handle";
            double[] from = browser.moveTo(axis, 0.5, 0.05);
            double[] to = {
                from[0],
                from[1]
                        + 0.45
                                * browser.number(
                                        "document.querySelector('.parallel .handle').getBoundingClientRect().height")
            };
            browser.mouse("mousePressed", from[0], from[1]);
            browser.mouse("mouseMoved", to[0], to[1]);
            browser.mouse("mouseReleased", to[0], to[1]);
            double chosen = browser.number(rows);
            assertThat(chosen).isBetween(1.0, 11.0);
            assertThat(browser.number("document.querySelectorAll('.parallel .off').length"))
                    .isEqualTo(12 - chosen);
            browser.screenshot(SCREENSHOTS.resolve("study.png"));
            browser.value("document.querySelector('.ranges button').click()");
            assertThat(browser.number(rows)).isEqualTo(12);
            // the same by the keyboard
            browser.value(
                    "(f => { f.value = 1e9; f.dispatchEvent(new Event('input')); })(document.querySelector('.ranges input[type=number]'))");
            assertThat(browser.number(rows)).isZero();
            browser.value("document.querySelector('.ranges button').click()");
            browser.value("document.querySelector('#trials th:nth-child(2) button').click()");
            String accuracies =
                    "[...document.querySelectorAll('#trials tbody td:nth-child(2)')].map(c => +c.dataset.sort)";
            assertThat(browser.value("(v => v.every((x, i) => i === 0 || v[i - 1] <= x))(%s)".formatted(accuracies)))
                    .isEqualTo(true);
            assertThat(browser.errors()).isEmpty();
            assertThat(browser.requests()).allSatisfy(url -> assertThat(url).matches("file:.*|data:.*"));
        }
    }

    @Test
    void theLivePageInABrowser() throws Exception {
        Path run = Files.createDirectories(folder.resolve("shown"));
        List<String> lines = Files.readAllLines(classes.resolve("metrics.jsonl"));
        Files.copy(classes.resolve("experiment.yaml"), run.resolve("experiment.yaml"));
        Files.writeString(run.resolve("metrics.jsonl"), lines.get(0) + "\n");
        LiveServer server = new LiveServer(() -> run, "shown", 0);
        try (Browser browser = browser()) {
            browser.open(server.address());
            browser.waitFor("document.querySelector('#summary').textContent.includes('Epoch 1 of 12')");
            Files.writeString(
                    run.resolve("metrics.jsonl"), lines.get(1) + "\n" + lines.get(2) + "\n", StandardOpenOption.APPEND);
            browser.waitFor("document.querySelector('#summary').textContent.includes('Epoch 3 of 12')");
            browser.moveTo("#curves svg", 0.97, 0.5);
            assertThat(String.valueOf(browser.value("document.getElementById('tip').textContent")))
                    .startsWith("epoch 3\n");
            browser.screenshot(SCREENSHOTS.resolve("live.png"));
            server.close();
            browser.waitFor("document.querySelector('body > p').textContent.includes('has ended')");
            assertThat(browser.errors()).isEmpty();
            assertThat(browser.requests())
                    .allSatisfy(url -> assertThat(url).matches("data:.*|" + server.address() + ".*"));
        } finally {
            server.close();
        }
    }
}
