package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.data.TablePieces.ColumnFacts;
import io.descent.core.data.TablePieces.LabelFacts;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.Scaling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Learning from pieces of a table gives what the whole table gives. */
class TablePiecesTest {
    private static final int ROWS = 400;

    private static Table table() {
        SplittableRandom random = new SplittableRandom(11);
        double[] number = new double[ROWS];
        double[] price = new double[ROWS];
        double[] weight = new double[ROWS];
        List<@Nullable String> word = new ArrayList<>();
        List<@Nullable String> day = new ArrayList<>();
        List<@Nullable String> truth = new ArrayList<>();
        List<@Nullable String> same = new ArrayList<>();
        List<@Nullable String> id = new ArrayList<>();
        List<@Nullable String> group = new ArrayList<>();
        List<@Nullable String> label = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            number[i] = i % 13 == 0 ? Double.NaN : random.nextDouble(-1e6, 1e6);
            price[i] = i == 5 ? -0.0 : Math.floor(random.nextDouble(-3, 3) * 100) / 100;
            weight[i] = 1 + i % 3;
            word.add(i % 17 == 0 ? null : "w" + random.nextInt(30) * random.nextInt(3));
            day.add("2023-%02d-%02d".formatted(1 + random.nextInt(12), 1 + random.nextInt(28)));
            truth.add(random.nextBoolean() ? "yes" : "no");
            same.add("x");
            id.add(Long.toHexString(random.nextLong()));
            group.add("g" + random.nextInt(60));
            label.add(price[i] + random.nextDouble() > 0.5 ? "high" : "low");
        }
        return Table.builder()
                .column("number", number)
                .column("word", word)
                .column("day", day)
                .column("price", price)
                .column("truth", truth)
                .column("same", same)
                .column("id", id)
                .column("group", group)
                .column("weight", weight)
                .column("y", label)
                .build();
    }

    private static Table column(Table table, List<String> names) {
        return table.renamed(names, names);
    }

    private static List<String> digests(TrainingData data) {
        DataDigest digest = DataDigest.of(data);
        return List.of(
                digest.columns(),
                digest.labels(),
                digest.examples(),
                data.summary().toString());
    }

    private static List<String> whole(DataSpec spec, Table table) {
        return digests(RawData.of(spec, table, null, null, new RandomStreams(4)).encode(Precision.FLOAT32));
    }

    /** As a cluster would do it. */
    private static List<String> pieces(DataSpec spec, Table all) {
        TablePieces pieces = new TablePieces(spec, new RandomStreams(4));
        List<ColumnFacts> columns = new ArrayList<>();
        for (String name : all.columns()) {
            if (!pieces.apart().contains(name)) {
                columns.add(pieces.column(column(all, List.of(name))));
            }
        }
        Table table = all.select(row ->
                pieces.labels().stream().noneMatch(label -> all.text(row, label).isEmpty()));
        LabelFacts unordered = pieces.labels(column(table, pieces.labelsAndRoles()));
        Schema schema = pieces.schema(columns, unordered);
        List<long[]> keys = new ArrayList<>();
        for (int from = 0; from < table.rows(); from += 37) {
            int first = from;
            int[] rows =
                    IntStream.range(first, Math.min(first + 37, table.rows())).toArray();
            long[] some = pieces.keys(schema, columns, table.select(rows));
            for (int i = 0; i < rows.length; i++) {
                keys.add(new long[] {some[2 * i], some[2 * i + 1], rows[i]});
            }
        }
        keys.sort(Comparator.<long[]>comparingLong(key -> key[0]).thenComparingLong(key -> key[1]));
        Table ranked = table.select(keys.stream().mapToInt(key -> (int) key[2]).toArray());
        LabelFacts labels = pieces.labels(column(ranked, pieces.labelsAndRoles()));
        int[] sets = pieces.sets(labels);
        Table train = ranked.select(row -> sets[row] == 0);
        List<ColumnFacts> fitted = columns.stream()
                .map(each -> each.isIgnored() ? each : pieces.fitted(schema, each, column(train, List.of(each.name()))))
                .toList();
        InputEncoding encoding = pieces.encoding(schema, fitted);
        List<Scaling> targets = pieces.targets(labels, sets);
        DataSummary summary = pieces.summary(schema, fitted, encoding, targets, labels, sets);
        Examples[] parts = new Examples[3];
        for (int set = 0; set < 3; set++) {
            int part = set;
            Table rows = ranked.select(row -> sets[row] == part);
            parts[set] = rows.rows() == 0
                    ? null
                    : pieces.examples(schema, fitted, encoding, targets, Precision.FLOAT32, rows);
        }
        return digests(pieces.data(parts[0], parts[1], parts[2], fitted, summary));
    }

    private static void requireSame(Table table, UnaryOperator<DataSpec> with) {
        DataSpec spec = with.apply(DataSpec.memory("y").withOrder(RowOrder.CONTENT));
        assertThat(pieces(spec, table)).isEqualTo(whole(spec, table));
    }

    @Test
    void piecesGiveTheSameExamples() {
        requireSame(table(), spec -> spec.withIgnore("group", "weight"));
        requireSame(table(), spec -> spec.withGroup("group").withWeight("weight"));
        requireSame(
                table(),
                spec -> spec.withNormalize(NumberScaling.QUANTILE)
                        .withColumn("price", ColumnChoice.parse("categorical"))
                        .withIgnore("group", "word"));
        requireSame(table(), spec -> spec.withTime("day").withSplit("70/30").withIgnore("group"));
        requireSame(
                table(),
                spec -> spec.withLabel("price")
                        .withTask(Task.REGRESSION)
                        .withTarget(TargetScaling.QUANTILE)
                        .withClamp(true));
        requireSame(table(), spec -> spec.withLabel("price", "weight").withTask(Task.REGRESSION));
        requireSame(table(), spec -> spec.withLabel("word").withSplit("none"));
    }

    @Test
    void pixelsAreScaledAsTheyAreInOneTable() {
        SplittableRandom random = new SplittableRandom(2);
        double[][] rows = new double[150][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {random.nextInt(255), 7, random.nextInt(255), i < 140 ? 0 : 1, i % 3};
        }
        requireSame(Table.of(List.of("p1", "p2", "p3", "p4", "y"), rows), spec -> spec.withImage(new ImageShape(2, 2)));
    }
}
