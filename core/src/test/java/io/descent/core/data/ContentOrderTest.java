package io.descent.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.descent.core.experiment.ShardsSpec;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.Trainer;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.DateParts;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.Scaling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of rows by their cells. */
class ContentOrderTest {
    private static final int ROWS = 120;

    @TempDir
    private Path folder;

    /** Lines with numbers of any size, words, dates, holes, groups, weights, and some rows twice. */
    private static List<String> lines() {
        SplittableRandom random = new SplittableRandom(5);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            String number = i % 11 == 0 ? "" : Double.toString((random.nextDouble() - 0.5) * Math.pow(10, i % 9));
            String word =
                    i % 7 == 0 ? "?" : List.of("red", "green", "dark blue").get(i % 3);
            lines.add("%s,%s,2024-%02d-%02d,%s,g%d,%d,%s"
                    .formatted(
                            number,
                            word,
                            1 + i % 12,
                            1 + i % 28,
                            i % 2 == 0 ? "yes" : "no",
                            i % 30,
                            1 + i % 3,
                            random.nextInt(2) == 0 ? "p" : "q"));
        }
        lines.addAll(lines.subList(3, 9));
        return lines;
    }

    private static final String HEADER = "number,word,day,truth,group,weight,y";

    private Path file(List<String> lines) throws IOException {
        Path file = folder.resolve("table.csv");
        Files.writeString(file, HEADER + "\n" + String.join("\n", lines) + "\n");
        return file;
    }

    private TrainingData load(List<String> lines, RowOrder order, boolean roles) throws IOException {
        DataSpec spec = DataSpec.csv(file(lines), "y").withOrder(order);
        spec = roles ? spec.withGroup("group").withWeight("weight") : spec.withIgnore("group", "weight");
        return TrainingData.load(spec, Precision.FLOAT64, new RandomStreams(9));
    }

    private static List<String> digests(TrainingData data) {
        DataDigest digest = DataDigest.of(data);
        return List.of(digest.examples(), digest.columns(), digest.labels());
    }

    @Test
    void theSameRowsInAnotherOrderGiveTheSameExamples() throws IOException {
        for (boolean roles : new boolean[] {false, true}) {
            List<String> lines = lines();
            TrainingData data = load(lines, RowOrder.CONTENT, roles);
            List<String> byFile = digests(load(lines, RowOrder.FILE, roles));
            for (int i = 0; i < 5; i++) {
                Collections.shuffle(lines, new Random(i));
                assertThat(digests(load(lines, RowOrder.CONTENT, roles))).isEqualTo(digests(data));
                assertThat(digests(load(lines, RowOrder.FILE, roles))).isNotEqualTo(byFile);
            }
        }
    }

    /** With the same training set, another order of its rows does not change what is learnt about columns. */
    @Test
    void whatIsLearntAboutColumnsDoesNotDependOnTheSeed() throws IOException {
        StringBuilder pixels = new StringBuilder("a,b,c,d,y\n");
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 50; i++) {
            pixels.append("%s,%s,%s,7,%s%n"
                    .formatted(random.nextDouble(), random.nextDouble() * 1e9, i % 3, i % 2 == 0 ? "p" : "q"));
        }
        DataSpec images = DataSpec.csv(Files.writeString(folder.resolve("pixels.csv"), pixels), "y")
                .withImage(new ImageShape(2, 2));
        DataSpec columns = DataSpec.csv(file(lines()), "number");
        for (DataSpec each : List.of(images, columns)) {
            List<List<Scaling>> scalings = new ArrayList<>();
            for (RowOrder order : RowOrder.values()) {
                for (int seed = 1; seed <= 3; seed++) {
                    scalings.add(scalings(TrainingData.load(
                            each.withOrder(order).withSplit("none"), Precision.FLOAT64, new RandomStreams(seed))));
                }
            }
            List<Scaling> exact = scalings.get(3);
            assertThat(scalings.subList(3, 6)).containsOnly(exact);
            assertThat(exact).as("rounded once").isNotEqualTo(scalings.get(0)).hasSizeGreaterThan(3);
            for (int j = 0; j < exact.size(); j++) {
                if (exact.get(j) instanceof Scaling.Standardize found) {
                    Scaling.Standardize rounded =
                            (Scaling.Standardize) scalings.get(0).get(j);
                    assertThat(found.mean()).isCloseTo(rounded.mean(), withinPercentage(1e-10));
                    assertThat(found.deviation()).isCloseTo(rounded.deviation(), withinPercentage(1e-10));
                }
            }
        }
    }

    /** How numbers, dates and labels are scaled. */
    private static List<Scaling> scalings(TrainingData data) {
        List<Scaling> all = new ArrayList<>(data.train().targets());
        for (FeatureColumn column : data.encoding().columns()) {
            if (column.encoder() instanceof Scaled scaled) {
                all.add(scaled.scaling());
            } else if (column.encoder() instanceof DateParts date) {
                all.add(date.elapsed());
                all.add(date.year());
            }
        }
        return all;
    }

    @Test
    void theSeedDecides() throws IOException {
        DataSpec spec =
                DataSpec.csv(file(lines()), "y").withOrder(RowOrder.CONTENT).withSplit("none");
        DataDigest one = DataDigest.of(TrainingData.load(spec, Precision.FLOAT64, new RandomStreams(1)));
        DataDigest two = DataDigest.of(TrainingData.load(spec, Precision.FLOAT64, new RandomStreams(2)));
        assertThat(one.examples()).isNotEqualTo(two.examples());
    }

    @Test
    void keysAreAsDocumented() throws NoSuchAlgorithmException {
        Table table = Table.builder()
                .column("b", new double[] {-0.0, Double.NaN, 2.5})
                .column("a", List.of(" x y ", "", "z"))
                .column("y", List.of("yes", "no", "no"))
                .build();
        RawData data = RawData.of(DataSpec.memory("y").withSplit("none"), table, null, null, new RandomStreams(1));
        assertThat(data.schema().task()).isEqualTo(Task.CLASSIFICATION);
        long[] keys = ContentOrder.keys(data.train(), Roles.NONE.of(data.train().table()), 77);
        ByteBuffer first = ByteBuffer.allocate(64)
                .putLong(77)
                .put((byte) 3)
                .putInt(3)
                .put("x y".getBytes(StandardCharsets.UTF_8))
                .put((byte) 1)
                .putDouble(0.0)
                .put((byte) 3)
                .putInt(3)
                .put("yes".getBytes(StandardCharsets.UTF_8));
        ByteBuffer second = ByteBuffer.allocate(64)
                .putLong(77)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) 3)
                .putInt(2)
                .put("no".getBytes(StandardCharsets.UTF_8));
        assertThat(Arrays.copyOf(keys, 2)).isEqualTo(key(first));
        assertThat(Arrays.copyOfRange(keys, 2, 4)).isEqualTo(key(second));
        int[] order = ContentOrder.of(data.train(), Roles.NONE.of(data.train().table()), 77);
        assertThat(IntStream.of(order).sorted().toArray()).containsExactly(0, 1, 2);
        assertThat(keys[2 * order[0]]).isLessThan(keys[2 * order[1]]);
        assertThat(keys[2 * order[1]]).isLessThan(keys[2 * order[2]]);
    }

    private static byte[] digest(ByteBuffer content) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(content);
        return digest.digest();
    }

    private static long[] key(ByteBuffer content) throws NoSuchAlgorithmException {
        ByteBuffer hash = ByteBuffer.wrap(digest(content.flip()));
        return new long[] {hash.getLong(), hash.getLong()};
    }

    @Test
    void aSetColumnAndTheTimeGoWithTheirRows() throws IOException {
        Path file = folder.resolve("sets.csv");
        StringBuilder text = new StringBuilder("x,at,set,y\n");
        for (int i = 0; i < 30; i++) {
            text.append("%s,%s,%s,%s%n"
                    .formatted((i * 7 % 30) / 4.0, i * 1.5, i < 20 ? "train" : i < 25 ? "dev" : "test", i % 4 + 0.5));
        }
        Files.writeString(file, text.toString());
        DataSpec plain = DataSpec.csv(file, "y").withTask(Task.REGRESSION).withOrder(RowOrder.CONTENT);
        RawData bySet = RawData.load(plain.withSet("set"), Precision.FLOAT64, new RandomStreams(1));
        assertThat(bySet.train().size()).isEqualTo(20);
        for (int i = 0; i < 20; i++) {
            assertThat(bySet.train().feature(i, 1)).isLessThan(30);
        }
        RawData byTime = RawData.load(
                plain.withIgnore("set").withTime("at").withSplit("50/25/25"), Precision.FLOAT64, new RandomStreams(1));
        for (int i = 0; i < byTime.train().size(); i++) {
            assertThat(byTime.train().feature(i, 1)).isLessThan(22.5);
        }
    }

    @Test
    void shardsAndTheOrderOfTheFileContradictEachOther() {
        assertThatThrownBy(() -> Trainer.builder()
                        .data(
                                Table.builder()
                                        .column("x", new double[] {1, 2, 3})
                                        .column("y", new double[] {1, 2, 3})
                                        .build(),
                                "y")
                        .order(RowOrder.FILE)
                        .shards(ShardsSpec.of(2))
                        .build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("drawn by content");
    }
}
