package io.descent.app;

import static io.descent.app.CommandLineRun.EXAMPLES;
import static io.descent.app.CommandLineRun.good;
import static io.descent.app.CommandLineRun.sha;
import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.data.DataSpec;
import io.descent.core.data.Table;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainerBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rows give the same weights from every source: split, classes and normalisation do not differ. */
class SameRowsTest {
    private static final Path DIGITS = EXAMPLES.resolve("data/digits.csv");

    @TempDir
    Path folder;

    private String want;

    /** A row as a record of a program. */
    record Flower(double sepalLength, double sepalWidth, double petalLength, double petalWidth, String species) {}

    @BeforeEach
    void train() throws Exception {
        Path yaml = Files.writeString(folder.resolve("digits.yaml"), """
                data: {file: %s, label: digit}
                network: {hidden: [{units: 8}]}
                training: {epochs: 2}
                """.formatted(DIGITS));
        good("train", yaml, "--quiet", "--no-pictures", "--out", folder.resolve("run"));
        want = sha(folder.resolve("run"));
    }

    private static String weights(TrainerBuilder data) {
        return data.hidden(8).epochs(2).build().train().weightsSha256();
    }

    @Test
    void aFileGivesTheWeightsOfTheCommand() {
        assertThat(weights(Trainer.builder().data(DataSpec.csv(DIGITS, "digit"))))
                .isEqualTo(want);
        assertThat(weights(Trainer.builder().data(Table.csv(DIGITS), "digit"))).isEqualTo(want);
    }

    @Test
    void arraysGiveTheWeightsOfTheFile() throws Exception {
        List<String> lines = Files.readAllLines(DIGITS);
        List<String> names = List.of(lines.get(0).split(","));
        double[][] rows = lines.stream()
                .skip(1)
                .map(line -> Arrays.stream(line.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
        float[][] floats = new float[rows.length][names.size()];
        Table.Builder columns = Table.builder();
        for (int j = 0; j < names.size(); j++) {
            double[] column = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                column[i] = rows[i][j];
                floats[i][j] = (float) rows[i][j];
            }
            columns.column(names.get(j), column);
        }
        assertThat(weights(Trainer.builder().data(Table.of(names, rows), "digit")))
                .isEqualTo(want);
        assertThat(weights(Trainer.builder().data(Table.of(names, floats), "digit")))
                .isEqualTo(want);
        assertThat(weights(Trainer.builder().data(columns.build(), "digit"))).isEqualTo(want);
    }

    @Test
    void aQueryGivesTheWeightsOfTheFile() throws Exception {
        Table table;
        try (Connection db = DriverManager.getConnection("jdbc:h2:mem:digits");
                Statement sql = db.createStatement();
                ResultSet rows = sql.executeQuery("select * from csvread('" + DIGITS + "')")) {
            List<String> numbers = new ArrayList<>();
            for (int j = 1; j <= rows.getMetaData().getColumnCount(); j++) {
                String name = rows.getMetaData().getColumnLabel(j);
                numbers.add("cast(\"" + name + "\" as double) as \"" + name.toLowerCase(Locale.ROOT) + "\"");
            }
            try (ResultSet typed =
                    sql.executeQuery("select " + String.join(", ", numbers) + " from csvread('" + DIGITS + "')")) {
                table = Table.of(typed);
            }
        }
        assertThat(weights(Trainer.builder().data(table, "digit"))).isEqualTo(want);
    }

    @Test
    void recordsGiveTheWeightsOfTheirFile() throws Exception {
        Path iris = EXAMPLES.resolve("data/iris.csv");
        Table file = Table.csv(iris);
        List<Flower> flowers = new ArrayList<>();
        for (int i = 0; i < file.rows(); i++) {
            flowers.add(new Flower(
                    file.number(i, file.columns().get(0)),
                    file.number(i, file.columns().get(1)),
                    file.number(i, file.columns().get(2)),
                    file.number(i, file.columns().get(3)),
                    file.text(i, file.columns().get(4))));
        }
        assertThat(weights(Trainer.builder().data(Table.ofRecords(flowers), "species")))
                .isEqualTo(weights(Trainer.builder().data(file, file.columns().get(4))));
    }
}
