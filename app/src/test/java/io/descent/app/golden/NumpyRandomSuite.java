package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.random.NumpyRandom;
import io.descent.inference.spec.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Compares NumPy's legacy generator: uniforms and permutations to the bit, normals up to the last bit of a logarithm.
 */
final class NumpyRandomSuite implements GoldenSuite {
    private static final double NORMAL = 1e-15;

    @Override
    public String files() {
        return "numpy_random\\.json";
    }

    @Override
    public Object[] expected() {
        return new Object[] {"first20", 7};
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        switch (one.text("type")) {
            case "stream" -> stream(one);
            case "permutations" -> permutations(one);
            case "mixed" -> mixed(one);
            default -> throw new AssertionError("unknown type " + one.text("type"));
        }
    }

    private static double draw(NumpyRandom random, String kind) {
        return switch (kind) {
            case "rand" -> random.nextDouble();
            case "randn" -> random.nextGaussian();
            default -> throw new AssertionError("unknown kind " + kind);
        };
    }

    private static void stream(GoldenCase one) {
        boolean exact = one.text("kind").equals("rand");
        NumpyRandom random = new NumpyRandom(one.seed("seed"));
        double[] values = new double[one.whole("count")];
        Arrays.setAll(values, i -> draw(random, one.text("kind")));
        double[] first = one.vector("first20");
        for (int i = 0; i < first.length; i++) {
            assertSame(values[i], first[i], exact);
        }
        GoldenCase at = one.child("at");
        for (String index : at.keys()) {
            assertSame(values[Integer.parseInt(index)], at.number(index), exact);
        }
        double sum = 0;
        double squares = 0;
        for (double value : values) {
            sum += value;
            squares += value * value;
        }
        assertThat(sum).isCloseTo(one.number("sum"), within(exact ? 0 : 1e-11));
        assertThat(squares).isCloseTo(one.number("sum_of_squares"), within(exact ? 0 : 1e-11));
        assertSame(Arrays.stream(values).min().orElseThrow(), one.number("min"), exact);
        assertSame(Arrays.stream(values).max().orElseThrow(), one.number("max"), exact);
        if (exact) {
            assertThat(sha256(values)).isEqualTo(one.text("sha256_little_endian_doubles"));
        }
    }

    private static void assertSame(double got, double want, boolean exact) {
        assertThat(got).isCloseTo(want, within(exact ? 0 : NORMAL * Math.abs(want)));
    }

    private static String sha256(double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void permutations(GoldenCase one) {
        NumpyRandom random = new NumpyRandom(one.seed("seed"));
        double[] sizes = one.vector("sizes");
        List<?> wanted = (List<?>) one.values().get("permutations");
        assertThat(wanted).hasSize(sizes.length);
        for (int i = 0; i < sizes.length; i++) {
            assertThat(random.permutation((int) sizes[i])).isEqualTo(ints(wanted.get(i)));
        }
    }

    private static int[] ints(Object list) {
        return ((List<?>) list).stream().mapToInt(n -> ((Number) n).intValue()).toArray();
    }

    private static void mixed(GoldenCase one) {
        NumpyRandom random = new NumpyRandom(0);
        for (GoldenCase step : one.children("steps")) {
            String op = step.text("op");
            List<?> arguments = (List<?>) step.values().get("args");
            switch (op) {
                case "seed" -> random = new NumpyRandom(((Number) arguments.get(0)).longValue());
                case "permutation" ->
                    assertThat(random.permutation(ints(arguments)[0]))
                            .isEqualTo(ints(step.values().get("value")));
                default -> {
                    double[][] want =
                            arguments.size() == 1 ? new double[][] {step.vector("value")} : step.matrix("value");
                    for (double[] row : want) {
                        for (double value : row) {
                            assertSame(draw(random, op), value, op.equals("rand"));
                        }
                    }
                }
            }
        }
    }
}
