package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** {@code descent evaluate --require}. */
class RequirementTest {
    @TempDir
    Path folder;

    @Test
    void metricsMustBeAsRequired() throws Exception {
        Path run = folder.resolve("run");
        good("train", EXAMPLES.resolve("iris.yaml"), "--no-pictures", "--out", run);
        Path xml = folder.resolve("requirements.xml");
        good("evaluate", run, "--require", "accuracy >= 0.8", "--require", "cost<2", "--junit", xml);
        assertThat(failures(xml)).isZero();
        CommandLineRun failed = CommandLineRun.of(
                "evaluate", run, "--require", "accuracy>1", "--require", "f1<=1", "--metric", "auc", "--junit", xml);
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).matches("descent: accuracy of test is [01]\\.[0-9]{4}; required: accuracy>1\\R");
        assertThat(failures(xml)).isEqualTo(1);
        assertThat(Files.readString(xml)).contains("name=\"accuracy&gt;1\"");
        assertThat(CommandLineRun.of("evaluate", run, EXAMPLES.resolve("data/iris.csv"), "--require", "accuracy<0.1")
                        .err())
                .contains("accuracy of data is");
        assertThat(refused("evaluate", run, "--require", "acc>=0.9").err())
                .contains("there is no metric 'acc'; metrics: cost, accuracy, f1");
        assertThat(refused("evaluate", run, "--require", "accuracy=1").err()).contains("such as 'accuracy>=0.95'");
        assertThat(refused("evaluate", run, "--junit", xml).err()).contains("--junit needs a --require");
    }

    private static int failures(Path xml) throws Exception {
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(xml.toFile())
                .getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("2");
        assertThat(suite.getElementsByTagName("failure").getLength())
                .isEqualTo(Integer.parseInt(suite.getAttribute("failures")));
        return Integer.parseInt(suite.getAttribute("failures"));
    }
}
