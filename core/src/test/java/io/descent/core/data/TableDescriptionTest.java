package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descent.api.Rows;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ColumnKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableDescriptionTest {
    private static final String CSV =
            "a,b,b,y\n1,x,p,no\n2,y,p,yes\n,z,p,no\n4,x,p,yes\n5,x,p,no\n6,x,p,no\n7,x,p,no\n8,y,p,no\n9,y,p,no\n9,y,p,no\n";

    @TempDir
    Path folder;

    private Path table() throws IOException {
        return Files.writeString(folder.resolve("t.csv"), CSV);
    }

    @Test
    void withoutALabelEveryColumnIsDescribed() throws IOException {
        DataReport report = TableDescription.of(table(), TableFormat.DEFAULT, Map.of());
        assertThat(report.columns()).extracting(DataReport.ColumnReport::name).containsExactly("a", "b", "b_2", "y");
        assertThat(report.columns().get(0).missing()).isEqualTo(1);
        assertThat(report.columns().get(0).encoding()).isEqualTo("standardize + missing");
        assertThat(report.columns().get(1).encoding()).isEqualTo("one-hot 2 + others");
        assertThat(report.columns().get(3).kind()).isEqualTo("boolean");
        assertThat(report.notes()).hasSize(1);
        assertThat(TableDescription.of(
                                table(), TableFormat.DEFAULT, Map.of("a", ColumnChoice.of(ColumnKind.CATEGORICAL)))
                        .columns()
                        .get(0)
                        .kind())
                .isEqualTo("categorical");
    }

    @Test
    void withALabelAllRowsAreTheTrainingSet() throws IOException {
        DataReport report = TableDescription.of(DataSpec.csv(table(), "y"));
        assertThat(report.columns().get(0).kind()).isEqualTo("label");
        assertThat(report.columns().get(2).encoding()).isEqualTo("one-hot 2 + others");
        assertThatThrownBy(() -> TableDescription.of(DataSpec.csv(table(), "z")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the label column 'z' is missing");
    }

    @Test
    void aStreamDeliversRowsWithTheirLines() throws IOException {
        List<String> met = new ArrayList<>();
        TableStream stream = TableStream.of(table(), TableFormat.DEFAULT);
        assertThat(stream.columns()).containsExactly("a", "b", "b_2", "y");
        assertThat(stream.place()).endsWith("t.csv");
        stream.read(new LineRows() {
            @Override
            public void line(long number) {
                met.add("line " + number);
            }

            @Override
            public void brokenRow(String problem) {
                met.add(problem);
            }

            @Override
            public Rows number(double value) {
                return this;
            }

            @Override
            public Rows text(String value) {
                met.add(value);
                return this;
            }

            @Override
            public Rows missing() {
                met.add("missing");
                return this;
            }

            @Override
            public void endRow() {}
        });
        assertThat(met)
                .hasSize(50)
                .startsWith("line 2", "1", "x", "p", "no", "line 3")
                .contains("missing");
    }
}
