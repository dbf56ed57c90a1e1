package io.descent.inference.tensor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FunctionsTest {

    private static final MathContext PRECISION = new MathContext(60);
    private static final BigDecimal NEGLIGIBLE = new BigDecimal("1e-45");
    private static final double DOUBLE_LIMIT = 1.5;
    private static final double FLOAT_LIMIT = 1.0;
    private static final long FLOAT_STRIDE = 1999;

    private static final BigDecimal TWO_OVER_SQRT_PI = BigDecimal.valueOf(2)
            .divide(
                    arccot(5)
                            .multiply(BigDecimal.valueOf(16))
                            .subtract(arccot(239).multiply(BigDecimal.valueOf(4)))
                            .sqrt(PRECISION),
                    PRECISION);

    private interface FloatFunction {
        float apply(float x);
    }

    private interface Exact {
        BigDecimal apply(double x);
    }

    private enum Function {
        EXP(Float64Functions::exp, Float32Functions::exp, FunctionsTest::bigExp, StrictMath::exp, -745.0, 709.7),
        EXPM1(
                Float64Functions::expm1,
                Float32Functions::expm1,
                x -> bigExp(x).subtract(BigDecimal.ONE),
                StrictMath::expm1,
                -40.0,
                709.7),
        LOG(Float64Functions::log, Float32Functions::log, x -> bigLog(new BigDecimal(x)), StrictMath::log, 0.01, 4.0),
        LOG1P(
                Float64Functions::log1p,
                Float32Functions::log1p,
                x -> bigLog(new BigDecimal(x).add(BigDecimal.ONE)),
                StrictMath::log1p,
                -0.99,
                4.0),
        TANH(Float64Functions::tanh, Float32Functions::tanh, FunctionsTest::bigTanh, StrictMath::tanh, -20.0, 20.0),
        SIGMOID(
                Float64Functions::sigmoid,
                Float32Functions::sigmoid,
                x -> BigDecimal.ONE.divide(bigExp(-x).add(BigDecimal.ONE), PRECISION),
                x -> 1.0 / (1.0 + StrictMath.exp(-x)),
                -745.0,
                40.0),
        // The double version is checked against the series, so the float version may be checked against it.
        ERF(Float64Functions::erf, Float32Functions::erf, FunctionsTest::bigErf, Float64Functions::erf, -6.0, 6.0);

        private final DoubleUnaryOperator wide;
        private final FloatFunction narrow;
        private final Exact exact;
        private final DoubleUnaryOperator strict;
        private final double from;
        private final double to;

        Function(
                DoubleUnaryOperator wide,
                FloatFunction narrow,
                Exact exact,
                DoubleUnaryOperator strict,
                double from,
                double to) {
            this.wide = wide;
            this.narrow = narrow;
            this.exact = exact;
            this.strict = strict;
            this.from = from;
            this.to = to;
        }
    }

    @ParameterizedTest
    @EnumSource
    void doubleResultsAreWithinTheLimit(Function function) {
        double worst = 0.0;
        double at = 0.0;
        for (double x : doubleInputs(function)) {
            double result = function.wide.applyAsDouble(x);
            BigDecimal exact = function.exact.apply(x);
            double ulp = Math.ulp(exact.doubleValue());
            double error = exact.subtract(new BigDecimal(result))
                    .divide(new BigDecimal(ulp), PRECISION)
                    .abs()
                    .doubleValue();
            at = error > worst ? x : at;
            worst = Math.max(error, worst);
        }
        assertThat(worst).as("%s of %s", function, at).isLessThanOrEqualTo(DOUBLE_LIMIT);
    }

    @ParameterizedTest
    @EnumSource
    void floatResultsAreWithinTheLimit(Function function) {
        double worst = 0.0;
        float at = 0.0f;
        for (int i = 0; i < floatInputs(); i++) {
            float x = floatInput(i);
            float result = function.narrow.apply(x);
            double exact = function.strict.applyAsDouble(x);
            float rounded = (float) exact;
            boolean finite = Float.isFinite(result) && Float.isFinite(rounded);
            double error = finite ? Math.abs(result - exact) / Math.ulp(rounded) : Float.compare(result, rounded);
            at = Math.abs(error) > worst ? x : at;
            worst = Math.max(Math.abs(error), worst);
        }
        assertThat(worst).as("%s of %s", function, at).isLessThanOrEqualTo(FLOAT_LIMIT);
    }

    /** Every machine, JDK and vector unit must compute these bits. */
    @Test
    void resultsKeepTheirBits() {
        assertThat(Function.values())
                .extracting(FunctionsTest::doubleHash)
                .containsExactly(
                        "69f757eb36a343ce",
                        "ca6fb55fa3faab0f",
                        "4fe152be4b236076",
                        "cd0bf9131eed28d4",
                        "e2528462b4c68a09",
                        "cd49f377260625bb",
                        "a851aec2afb5e8c6");
        assertThat(Function.values())
                .extracting(FunctionsTest::floatHash)
                .containsExactly("e667f4d6", "3a3baf5f", "814c7c3a", "dc3d45dc", "cfe5b086", "d3375722", "53d35a30");
    }

    @ParameterizedTest
    @EnumSource
    void nanGivesNan(Function function) {
        assertThat(function.wide.applyAsDouble(Double.NaN)).isNaN();
        assertThat(function.narrow.apply(Float.NaN)).isNaN();
    }

    @ParameterizedTest
    @EnumSource(names = {"EXPM1", "LOG1P", "TANH", "ERF"})
    void zeroAndSubnormalsKeepTheirSign(Function function) {
        for (double x : new double[] {0.0, -0.0, Double.MIN_VALUE, -Double.MIN_VALUE, 3e-310, -3e-310}) {
            double slope = function == Function.ERF ? 1.1283791670955126 : 1.0;
            assertBits(function.wide.applyAsDouble(x), slope * x);
        }
        for (float x : new float[] {0.0f, -0.0f, Float.MIN_VALUE, -Float.MIN_VALUE, 3e-40f, -3e-40f}) {
            double slope = function == Function.ERF ? 1.1283791670955126 : 1.0;
            assertBits(function.narrow.apply(x), (float) (slope * x));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TANH", "ERF"})
    void oddFunctionsSaturate(Function function) {
        for (double x : doubleInputs(function)) {
            assertBits(function.wide.applyAsDouble(-x), -function.wide.applyAsDouble(x));
        }
        int wrong = 0;
        for (int i = 0; i < floatInputs(); i++) {
            float y = function.narrow.apply(floatInput(i));
            boolean odd = Float.floatToIntBits(function.narrow.apply(-floatInput(i))) == Float.floatToIntBits(-y);
            wrong += odd && !(Math.abs(y) > 1.0f) ? 0 : 1;
        }
        assertThat(wrong).isZero();
        for (double x : new double[] {20.0, 1e3, Double.MAX_VALUE, Double.POSITIVE_INFINITY}) {
            assertBits(function.wide.applyAsDouble(x), 1.0);
            assertBits(function.wide.applyAsDouble(-x), -1.0);
        }
        for (float x : new float[] {10.0f, 1e3f, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
            assertBits(function.narrow.apply(x), 1.0f);
            assertBits(function.narrow.apply(-x), -1.0f);
        }
    }

    @Test
    void exponentialEdges() {
        assertBits(Float64Functions.exp(0.0), 1.0);
        assertBits(Float64Functions.exp(Double.POSITIVE_INFINITY), Double.POSITIVE_INFINITY);
        assertBits(Float64Functions.exp(Double.NEGATIVE_INFINITY), 0.0);
        assertBits(Float64Functions.exp(709.782712893384), StrictMath.exp(709.782712893384));
        assertBits(Float64Functions.exp(709.7827128933841), Double.POSITIVE_INFINITY);
        assertBits(Float64Functions.exp(-745.1), Double.MIN_VALUE);
        assertBits(Float64Functions.exp(-745.2), 0.0);
        assertBits(Float32Functions.exp(Float.POSITIVE_INFINITY), Float.POSITIVE_INFINITY);
        assertBits(Float32Functions.exp(Float.NEGATIVE_INFINITY), 0.0f);
        assertBits(Float32Functions.exp(-103.9f), Float.MIN_VALUE);
        assertBits(Float32Functions.exp(-104.0f), 0.0f);

        assertBits(Float64Functions.expm1(Double.NEGATIVE_INFINITY), -1.0);
        assertBits(Float64Functions.expm1(Double.POSITIVE_INFINITY), Double.POSITIVE_INFINITY);
        assertBits(Float32Functions.expm1(Float.NEGATIVE_INFINITY), -1.0f);
        assertBits(Float32Functions.expm1(Float.POSITIVE_INFINITY), Float.POSITIVE_INFINITY);

        assertBits(Float64Functions.sigmoid(Double.NEGATIVE_INFINITY), 0.0);
        assertBits(Float64Functions.sigmoid(Double.POSITIVE_INFINITY), 1.0);
        assertBits(Float64Functions.sigmoid(0.0), 0.5);
        assertBits(Float64Functions.sigmoid(-745.1), Double.MIN_VALUE);
        assertBits(Float32Functions.sigmoid(Float.NEGATIVE_INFINITY), 0.0f);
        assertBits(Float32Functions.sigmoid(Float.POSITIVE_INFINITY), 1.0f);
        assertBits(Float32Functions.sigmoid(0.0f), 0.5f);
        assertBits(Float32Functions.sigmoid(-103.9f), Float.MIN_VALUE);
    }

    @Test
    void logarithmEdges() {
        assertBits(Float64Functions.log(1.0), 0.0);
        assertBits(Float64Functions.log(0.0), Double.NEGATIVE_INFINITY);
        assertBits(Float64Functions.log(-0.0), Double.NEGATIVE_INFINITY);
        assertBits(Float64Functions.log(Double.POSITIVE_INFINITY), Double.POSITIVE_INFINITY);
        assertThat(Float64Functions.log(-Double.MIN_VALUE)).isNaN();
        assertThat(Float64Functions.log(Double.NEGATIVE_INFINITY)).isNaN();
        assertBits(Float32Functions.log(1.0f), 0.0f);
        assertBits(Float32Functions.log(0.0f), Float.NEGATIVE_INFINITY);
        assertBits(Float32Functions.log(-0.0f), Float.NEGATIVE_INFINITY);
        assertBits(Float32Functions.log(Float.POSITIVE_INFINITY), Float.POSITIVE_INFINITY);
        assertThat(Float32Functions.log(-Float.MIN_VALUE)).isNaN();
        assertThat(Float32Functions.log(Float.NEGATIVE_INFINITY)).isNaN();

        assertBits(Float64Functions.log1p(-1.0), Double.NEGATIVE_INFINITY);
        assertBits(Float64Functions.log1p(Double.POSITIVE_INFINITY), Double.POSITIVE_INFINITY);
        assertThat(Float64Functions.log1p(Math.nextDown(-1.0))).isNaN();
        assertThat(Float64Functions.log1p(Double.NEGATIVE_INFINITY)).isNaN();
        assertBits(Float32Functions.log1p(-1.0f), Float.NEGATIVE_INFINITY);
        assertBits(Float32Functions.log1p(Float.POSITIVE_INFINITY), Float.POSITIVE_INFINITY);
        assertThat(Float32Functions.log1p(Math.nextDown(-1.0f))).isNaN();
        assertThat(Float32Functions.log1p(Float.NEGATIVE_INFINITY)).isNaN();
    }

    private static void assertBits(double actual, double expected) {
        boolean same = Double.doubleToLongBits(actual) == Double.doubleToLongBits(expected);
        assertThat(same).as("%s instead of %s", actual, expected).isTrue();
    }

    private static void assertBits(float actual, float expected) {
        boolean same = Float.floatToIntBits(actual) == Float.floatToIntBits(expected);
        assertThat(same).as("%s instead of %s", actual, expected).isTrue();
    }

    private static String doubleHash(Function function) {
        long hash = 0;
        for (double x : doubleInputs(function)) {
            hash = 31 * hash + Double.doubleToLongBits(function.wide.applyAsDouble(x));
        }
        return Long.toHexString(hash);
    }

    private static String floatHash(Function function) {
        int hash = 0;
        for (int i = 0; i < floatInputs(); i++) {
            hash = 31 * hash + Float.floatToIntBits(function.narrow.apply(floatInput(i)));
        }
        return Integer.toHexString(hash);
    }

    /** Finite inputs with a finite, non-zero result: the interesting range, around zero, and every binary order. */
    private static List<Double> doubleInputs(Function function) {
        SplittableRandom random = new SplittableRandom(20);
        List<Double> inputs = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            inputs.add(function.from + (function.to - function.from) * random.nextDouble());
            inputs.add(Math.max(random.nextDouble() * 3.0 - 1.5, function == Function.LOG ? 0.01 : -0.9));
        }
        for (int exponent = Double.MIN_EXPONENT - 52; exponent <= Double.MAX_EXPONENT; exponent += 3) {
            double x = Math.scalb(1.0 + random.nextDouble(), exponent);
            // The references cancel or overflow further out, where the results are x, one or infinite.
            boolean inside = function == Function.LOG || exponent >= -60 && x <= function.to;
            if (inside || function == Function.LOG1P && exponent >= -60) {
                inputs.add(x);
            }
        }
        return inputs;
    }

    private static int floatInputs() {
        return (int) ((1L << 32) / FLOAT_STRIDE) + 3 * 512;
    }

    /** All exponents of both signs with their neighbours, then every {@value #FLOAT_STRIDE}th bit pattern. */
    private static float floatInput(int i) {
        long bits = i < 3 * 512 ? ((long) (i / 3) << 23) + i % 3 - 1 : (i - 3 * 512) * FLOAT_STRIDE;
        return Float.intBitsToFloat((int) bits);
    }

    private static BigDecimal bigExp(double x) {
        return bigExp(new BigDecimal(x));
    }

    /** The Taylor series of x / 2^20, squared twenty times. */
    private static BigDecimal bigExp(BigDecimal x) {
        BigDecimal y = x.divide(BigDecimal.valueOf(1L << 20), PRECISION);
        BigDecimal sum = BigDecimal.ONE;
        for (int n = 18; n > 0; n--) {
            sum = sum.multiply(y, PRECISION)
                    .divide(BigDecimal.valueOf(n), PRECISION)
                    .add(BigDecimal.ONE, PRECISION);
        }
        for (int i = 0; i < 20; i++) {
            sum = sum.multiply(sum, PRECISION);
        }
        return sum;
    }

    /** One step of third order from the logarithm of the rounded number. */
    private static BigDecimal bigLog(BigDecimal x) {
        BigDecimal guess = new BigDecimal(StrictMath.log(x.doubleValue()));
        BigDecimal rest = x.multiply(bigExp(guess.negate()), PRECISION).subtract(BigDecimal.ONE);
        BigDecimal square = rest.multiply(rest, PRECISION);
        BigDecimal cube = square.multiply(rest, PRECISION);
        return guess.add(rest)
                .subtract(square.divide(BigDecimal.valueOf(2), PRECISION))
                .add(cube.divide(BigDecimal.valueOf(3), PRECISION));
    }

    private static BigDecimal bigTanh(double x) {
        BigDecimal e = bigExp(2.0 * x);
        return e.subtract(BigDecimal.ONE).divide(e.add(BigDecimal.ONE), PRECISION);
    }

    /** The Maclaurin series with sqrt(pi) from Machin's formula; its terms stay below e^36. */
    private static BigDecimal bigErf(double x) {
        BigDecimal square = new BigDecimal(x).pow(2);
        BigDecimal power = new BigDecimal(x);
        BigDecimal sum = power;
        for (int n = 1; power.abs().compareTo(NEGLIGIBLE) > 0; n++) {
            power = power.multiply(square, PRECISION).divide(BigDecimal.valueOf(-n), PRECISION);
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), PRECISION));
        }
        return sum.multiply(TWO_OVER_SQRT_PI, PRECISION);
    }

    private static BigDecimal arccot(int x) {
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(x), PRECISION);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal square = BigDecimal.valueOf((long) x * x);
        for (int n = 0; n < 50; n++) {
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), PRECISION));
            power = power.divide(square, PRECISION).negate();
        }
        return sum;
    }
}
