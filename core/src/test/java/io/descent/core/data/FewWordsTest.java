package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.RowEncoder;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of a few words as numbers (data.categories.numbers), and predictions that stay in a range (data.clamp). */
class FewWordsTest {
    private static final String[] COLOURS = {"red", "red", "green", "blue", "red", "green", "", "red"};
    private static final String[] SIZES = {"s", "l", "s", "s", "s", "s", "l", ""};
    private static final double DIGITS = 1e-4;

    @TempDir
    Path folder;

    private TrainingData encode(int numbers, boolean clamp) throws IOException {
        StringBuilder csv = new StringBuilder("colour,size,y\n");
        for (int i = 0; i < COLOURS.length; i++) {
            csv.append("%s,%s,%d.5\n".formatted(COLOURS[i], SIZES[i], 10 * i));
        }
        Path file = Files.writeString(folder.resolve("few.csv"), csv);
        DataSpec spec = DataSpec.csv(file, "y")
                .withTask(Task.REGRESSION)
                .withSplit("none")
                .withColumn("colour", ColumnChoice.parse("categorical"))
                .withColumn("size", ColumnChoice.parse("categorical"))
                .withCategories(new Categories(100, 1, numbers))
                .withNormalize(NumberScaling.ROBUST)
                .withClamp(clamp);
        return RawData.load(spec, Precision.FLOAT64, new RandomStreams(1)).encode(Precision.FLOAT64);
    }

    /** By hand: quartiles of ones and zeros, then y / sqrt(1 + (y / 3)^2). */
    @Test
    void fewWordsAreScaledLikeNumbers() throws IOException {
        TrainingData data = encode(8, false);
        assertThat(data.encoding().shape().blocks()).isZero();
        assertThat(data.encoding().inputs()).containsExactly("colour = blue", "colour = green", "colour = red", "size");
        assertThat(data.encoding().numbers()).isEmpty();
        double[][] expected = {
            {0, 0, 0.49320, 0},
            {0, 0, 0.49320, -1.41176},
            {0, 2.4, -0.49320, 0},
            {1.66410, 0, -0.49320, 0},
            {0, 0, 0.49320, 0},
            {0, 2.4, -0.49320, 0},
            {0, 0, -0.49320, -1.41176},
            {0, 0, 0.49320, -0.77298},
        };
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < 4; j++) {
                assertThat(data.train().input(i, j))
                        .as("row %d, input %d", i, j)
                        .isCloseTo(expected[i][j], within(DIGITS));
            }
        }
    }

    @Test
    void rawRowsAreEncodedLikeTheTable() throws IOException {
        TrainingData data = encode(8, false);
        RowEncoder rows = new RowEncoder(data.encoding(), Precision.FLOAT64, COLOURS.length + 1);
        for (int i = 0; i < COLOURS.length; i++) {
            rows.text(0, COLOURS[i]);
            rows.text(1, SIZES[i]);
            rows.endRow();
        }
        rows.text(0, "violet");
        rows.text(1, "s");
        rows.endRow();
        assertThat(rows.unseen()).containsExactly("colour");
        ArrayTensor x = ArrayTensor.zeros(Precision.FLOAT64, COLOURS.length + 1, 4);
        for (int i = 0; i <= COLOURS.length; i++) {
            rows.copy(i, x, new int[0], i);
            for (int j = 0; j < 4 && i < COLOURS.length; j++) {
                assertThat(x.get(i, j)).isEqualTo(data.train().input(i, j));
            }
        }
        assertThat(List.of(x.get(8, 0), x.get(8, 1))).containsExactly(0.0, 0.0);
        assertThat(x.get(8, 2)).isCloseTo(-0.49320, within(DIGITS));
    }

    @Test
    void moreWordsStayOneHot() throws IOException {
        TrainingData data = encode(2, false);
        assertThat(data.encoding().shape().blocks()).isEqualTo(1);
        assertThat(data.encoding().shape().dense()).isEqualTo(1);
    }

    @Test
    void predictionsStayWithinTheTrainingSet() throws IOException {
        Scaling free = encode(0, false).train().targets().get(0);
        Scaling clamped = encode(0, true).train().targets().get(0);
        assertThat(free.invert(100)).isGreaterThan(1000);
        assertThat(clamped.invert(100)).isEqualTo(70.5);
        assertThat(clamped.invert(-100)).isEqualTo(0.5);
        assertThat(clamped.invert(0.3)).isEqualTo(free.invert(0.3));
        assertThat(clamped.apply(1000)).isEqualTo(free.apply(1000));
    }
}
