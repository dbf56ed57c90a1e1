package io.descent.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.core.TestPlugins;
import io.descent.core.calibration.CalibrationSpec;
import io.descent.core.data.DataSpec;
import io.descent.core.data.Table;
import io.descent.core.experiment.FoldsSpec;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.FoldResults.HeldOut;
import io.descent.inference.Descent;
import io.descent.inference.Interval;
import io.descent.inference.Model;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.model.internal.Residuals;
import io.descent.inference.tensor.internal.EngineSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Intervals of the averages of folds. */
class FoldResidualsTest {
    /** The column t is no feature, because it counts the rows. */
    private static Table noisyLine(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] cells = new double[rows][];
        for (int i = 0; i < rows; i++) {
            double x = random.nextDouble(-1, 1);
            cells[i] = new double[] {x, i, 100 * x + 10 * random.nextDouble(-1, 1), -x + random.nextDouble()};
        }
        return Table.of(List.of("x", "t", "y", "z"), cells);
    }

    @TempDir
    Path folder;

    private TrainerBuilder line(int rows, String split, FoldsSpec folds, String... labels) {
        Table table = noisyLine(rows, 1);
        StringBuilder csv = new StringBuilder("x,t,y,z\n");
        for (int i = 0; i < rows; i++) {
            csv.append("%s,%s,%s,%s\n".formatted(table.number(i, "x"), i, table.number(i, "y"), table.number(i, "z")));
        }
        Path file = folder.resolve("table.csv");
        try {
            Files.writeString(file, csv);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DataSpec data = DataSpec.csv(file, "y").withLabel(labels).withSplit(split);
        return Trainer.builder()
                .data(labels.length == 1 ? data.withIgnore("z") : data)
                .output(new TestPlugins.Linear(), new TestPlugins.XavierNormal())
                .optimizer(new TestPlugins.Adam())
                .learningRate(0.05)
                .batchSize(16)
                .epochs(10)
                .folds(folds)
                .calibration(CalibrationSpec.INTERVAL)
                .threads(1)
                .backend("scalar");
    }

    private static FoldsSpec spec(int k, int repeats, @Nullable String time) {
        return new FoldsSpec(k, repeats, null, time, FoldsSpec.Use.TRAIN);
    }

    private static double[] features(Table table, Model model, int row) {
        return model.schema().features().stream()
                .mapToDouble(name -> table.number(row, name))
                .toArray();
    }

    /**
     * All sums of Barber et al. 2021, section 3.1, from what the members themselves predict. The rows that a member has
     * not seen are those of its part in the result.
     */
    private static Interval definition(
            TrainingResult result, int k, int label, Table table, double[] at, double level) {
        List<ModelParts> members = result.model().parts().members();
        List<Model> alone = members.stream()
                .map(member -> new Model(member, EngineSpec.PLAIN.backend()))
                .toList();
        String name = result.model().schema().labels().get(label);
        List<HeldOut> rows = Objects.requireNonNull(result.folds()).heldOut();
        double[] differences = new double[rows.size()];
        double[] sums = new double[rows.size()];
        for (int i = 0; i < sums.length; i++) {
            HeldOut row = rows.get(i);
            assertThat(row.fold()).isLessThan(k);
            Model member = alone.get(row.fold());
            int of = position(table, name, row.label()[label]);
            double residual = Math.abs(row.label()[label]
                    - member.predict(features(table, member, of)).value(name));
            double here = member.predict(at).value(name);
            differences[i] = here - residual;
            sums[i] = here + residual;
        }
        Arrays.sort(differences);
        Arrays.sort(sums);
        int rank = (int) Math.ceil(level * (sums.length + 1) - 1e-9);
        return new Interval(differences[sums.length - rank], sums[rank - 1]);
    }

    /** The row of the table with a label; no two are equal. */
    private static int position(Table table, String name, double label) {
        return IntStream.range(0, table.rows())
                .filter(row -> table.number(row, name) == label)
                .findFirst()
                .getAsInt();
    }

    @Test
    void intervalsAreThoseOfTheDefinition() {
        for (int repeats : new int[] {1, 2}) {
            TrainingResult result =
                    line(60, "none", spec(3, repeats, null), "y").build().train();
            Table table = noisyLine(60, 1);
            assertThat(result.calibration().learnt().examples()).isEqualTo(60);
            assertThat(result.model().parts().members()).hasSize(3 * repeats);
            Residuals residuals =
                    result.model().parts().calibration().intervals().get(0);
            assertThat(residuals.folds()).isEqualTo(3);
            Path saved = folder.resolve("model" + repeats);
            result.model().save(saved);
            Model read = Descent.load(saved);
            for (double x : new double[] {-0.9, 0.1, 2}) {
                for (double level : new double[] {0.5, 0.8, 0.9, 0.95}) {
                    double[] at = {x};
                    Interval expected = definition(result, 3, 0, table, at, level);
                    assertThat(result.model().predict(at).interval(level)).isEqualTo(expected);
                    assertThat(read.predict(at).interval(level)).isEqualTo(expected);
                    assertThat(expected.upper() - expected.lower()).isBetween(1.0, 400.0);
                }
            }
        }
    }

    @Test
    void severalLabelsHaveResidualsInTheirUnits() {
        TrainingResult result =
                line(60, "none", spec(3, 1, null), "y", "z").build().train();
        Table table = noisyLine(60, 1);
        double[] at = {0.25};
        for (int label = 0; label < 2; label++) {
            String name = label == 0 ? "y" : "z";
            Interval expected = definition(result, 3, label, table, at, 0.9);
            assertThat(result.model().predict(at).interval(name, 0.9)).isEqualTo(expected);
        }
        assertThat(result.model().predict(at).interval("y", 0.9).upper()).isGreaterThan(10);
        assertThat(result.model().predict(at).interval("z", 0.9).upper()).isLessThan(5);
    }

    @Test
    void aDevSetGivesIntervalsOfTheAverage() {
        TrainingResult result =
                line(100, "80/20", spec(4, 1, null), "y").build().train();
        Residuals residuals = result.model().parts().calibration().intervals().get(0);
        assertThat(residuals.folds()).isEqualTo(1);
        assertThat(residuals.size()).isEqualTo(20);
    }

    @Test
    void rowsThatAreNeverHeldOutHaveNoResidual() {
        TrainingResult result = line(80, "none", spec(3, 1, "t"), "y").build().train();
        Residuals residuals = result.model().parts().calibration().intervals().get(0);
        assertThat(residuals.folds()).isEqualTo(3);
        assertThat(residuals.size()).isEqualTo(60); // the first of four blocks is only trained on
    }

    @Test
    void intervalsContainNineOfTenNewValues() {
        TrainingResult result =
                line(200, "none", spec(5, 1, null), "y").epochs(30).build().train();
        Table fresh = noisyLine(2000, 2);
        int within = 0;
        double width = 0;
        for (int i = 0; i < 2000; i++) {
            Interval interval = result.model().predict(fresh.number(i, "x")).interval(0.9);
            double y = fresh.number(i, "y");
            within += interval.lower() <= y && y <= interval.upper() ? 1 : 0;
            width += (interval.upper() - interval.lower()) / 2000;
        }
        assertThat(within / 2000.0).isBetween(0.84, 0.97);
        assertThat(width).isBetween(15.0, 40.0); // the noise alone is 18 wide in 9 of 10 cases
    }

    @Test
    void ofVeryManyRowsEveryFoldKeepsItsShare() {
        List<HeldOut> rows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            int fold = i < 700 ? 0 : i < 999 ? 1 : 2;
            rows.add(new HeldOut(i, fold, new double[] {i}, new double[] {0}, 1));
        }
        List<HeldOut> drawn = FoldResiduals.drawn(
                rows, 3, 100, new RandomStreams(1).calibration().permutation(1000));
        assertThat(drawn).doesNotHaveDuplicates();
        assertThat(drawn.stream().filter(row -> row.fold() == 0).count()).isEqualTo(68); // 1 + 700 x 97 / 1000
        assertThat(drawn.stream().filter(row -> row.fold() == 1).count()).isEqualTo(30);
        assertThat(drawn.stream().filter(row -> row.fold() == 2).count()).isEqualTo(1);
        List<Residuals> all = FoldResiduals.of(rows, 3, 0, new RandomStreams(1));
        assertThat(all.get(0).size()).isEqualTo(1000);
    }
}
