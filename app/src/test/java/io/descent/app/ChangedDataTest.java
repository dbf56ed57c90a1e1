package io.descent.app;

import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A data file that changed since the training is noticed by {@code --resume}, {@code --continue} and {@code evaluate}. */
class ChangedDataTest {
    private static final int ROWS = 60;

    @TempDir
    Path folder;

    private Path table;
    private Path file;
    private Path finished;
    private Path unfinished;
    private List<String> rows;

    private void train() throws IOException {
        rows = new ArrayList<>(List.of("width,height,kind"));
        for (int i = 0; i < ROWS; i++) {
            rows.add("%d,%d,%s".formatted(i % 7, i % 11, i % 7 > i % 11 ? "wide" : i % 5 == 0 ? "square" : "tall"));
        }
        table = Files.write(folder.resolve("boxes.csv"), rows);
        file = Files.writeString(folder.resolve("e.yaml"), """
                data: {file: boxes.csv, label: kind, split: 60/20/20}
                network: {hidden: [{units: 3}]}
                training: {epochs: 4, batch-size: 12}
                """);
        finished = folder.resolve("finished");
        good("train", file, "--quiet", "--no-pictures", "--out", finished);
        unfinished = folder.resolve("unfinished");
        TestFolders.copy(finished, unfinished);
        Files.delete(unfinished.resolve("manifest.json")); // as if it was killed at its end
    }

    private void change(String what) throws IOException {
        List<String> changed = new ArrayList<>(rows);
        switch (what) {
            case "renamed" -> changed.replaceAll(row -> row.replace("square", "box"));
            case "swapped names" ->
                changed.replaceAll(
                        row -> row.replace("wide", "?").replace("tall", "wide").replace("?", "tall"));
            case "more rows" -> changed.addAll(List.of("3,4,tall", "5,2,wide", "1,2,tall", "6,1,wide", "2,2,square"));
            case "one cell" -> changed.set(17, changed.get(17).replaceFirst("\\d+", "1000"));
            case "a cell of dev" -> changed.set(3, changed.get(3).replaceFirst("\\d+", "1000"));
            case "another label" -> changed.set(1, "0,0,wide");
            case "another order" -> changed.add(changed.remove(9));
            default -> throw new AssertionError(what);
        }
        assertThat(changed).isNotEqualTo(rows);
        Files.write(table, changed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            renamed        | the label has other classes or values
            swapped names  | the columns, or what the training set says of them, are different
            more rows      | the training set had 36 examples and has 39 now; the dev set had 12 examples and has 13 now; the test set had 12 examples and has 13 now
            one cell       | the columns, or what the training set says of them, are different
            a cell of dev  | rows have other values or another order
            another label  | the columns, or what the training set says of them, are different
            another order  | the columns, or what the training set says of them, are different
            """)
    void isNoticed(String change, String difference) throws IOException {
        train();
        change(change);
        assertThat(refused("train", "--resume", unfinished).err())
                .contains("the data have changed since the training began, so it cannot be resumed: ")
                .contains(difference)
                .contains("; restore the data, or continue the run with --continue");
        assertThat(refused("evaluate", finished).err())
                .contains(finished + ": the data have changed since the training: ")
                .contains(difference)
                .contains("to evaluate the model on the new data, name their file");
        Path more = folder.resolve("more");
        assertThat(good(
                                "train",
                                file,
                                "--no-pictures",
                                "--continue",
                                finished,
                                "--set",
                                "training.epochs=5",
                                "--out",
                                more)
                        .out())
                .contains("warning: the data have changed since " + finished + ": ")
                .contains(difference);
    }

    @Test
    void restoredDataAreAccepted() throws IOException {
        train();
        change("one cell");
        refused("train", "--resume", unfinished);
        Files.write(table, rows);
        good("train", "--resume", unfinished, "--quiet", "--no-pictures");
        assertThat(TrainedRun.read(unfinished)).isEqualTo(TrainedRun.read(finished));
        good("evaluate", unfinished);
    }
}
