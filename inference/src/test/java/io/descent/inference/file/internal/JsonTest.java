package io.descent.inference.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void valuesReadBackAsTheyWere() throws IOException {
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("deep", List.of(List.of(1, 2), Map.of("x", "y")));
        inner.put("none", null);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", 0);
        map.put("a", -1.5e-300);
        map.put("long", Long.MAX_VALUE);
        map.put("yes", true);
        map.put("text", "\" \\ \n \u0001 \u007f \u0085 \u00e4 \u2028 \ud83d\ude00");
        map.put("inner", inner);
        map.put("empty", List.of());
        for (String text : List.of(Json.line(map), Json.pretty(map))) {
            assertThat(Json.read(text)).isEqualTo(map);
            assertThat(new ArrayList<>(Json.read(text).keySet())).isEqualTo(new ArrayList<>(map.keySet()));
            assertThat(text.chars()).allMatch(c -> c < 0x80);
        }
        assertThat(Json.line(map).lines()).hasSize(1);
    }

    @Test
    void doublesKeepTheirBits() throws IOException {
        Random random = new Random(1);
        double[] numbers = new double[2000];
        for (int i = 0; i < numbers.length; i++) {
            double any = Double.longBitsToDouble(random.nextLong());
            numbers[i] = Double.isFinite(any) ? any : random.nextGaussian();
        }
        numbers[0] = -0.0;
        numbers[1] = Double.MIN_VALUE;
        numbers[2] = Double.MAX_VALUE;
        List<?> read = (List<?>) Json.read(Json.line(Map.of("x", numbers))).get("x");
        for (int i = 0; i < numbers.length; i++) {
            assertThat(((Number) read.get(i)).doubleValue()).isEqualTo(numbers[i]);
        }
    }

    @Test
    void numbersThatJsonLacksBecomeTexts() throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", Double.NaN);
        map.put("b", Double.POSITIVE_INFINITY);
        map.put("c", new double[] {Double.NEGATIVE_INFINITY, 1});
        String text = Json.line(map);
        assertThat(text).isEqualTo("{\"a\":\"NaN\",\"b\":\"Infinity\",\"c\":[\"-Infinity\",1.0]}");
        assertThat(Json.read(text))
                .containsEntry("a", "NaN")
                .containsEntry("b", "Infinity")
                .containsEntry("c", List.of("-Infinity", 1.0));
    }

    @Test
    void wholeNumbersOfAnySizeAreRead() throws IOException {
        assertThat(Json.read("{\"a\":2147483648,\"b\":123456789012345678901234567890}"))
                .containsEntry("a", 2147483648L)
                .containsEntry("b", new BigInteger("123456789012345678901234567890"));
        assertThat(Json.line(Map.of("x", new BigDecimal("0.1234567890123")))).isEqualTo("{\"x\":0.1234567890123}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "[1]",
                "null",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{\"a\":1}}",
                "{\"a\":1} x",
                "{\"a\":1}{\"b\":2}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"c\":2,\"b\":3}}",
                "{\"a\":[1}",
                "{\"a\":NaN}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":\"\n\"}",
                "{\"a\":01}",
                "// comment\n{}"
            })
    void textsThatAreNoObjectAreRefused(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(IOException.class);
    }

    @Test
    void nestingIsBounded() {
        assertThatThrownBy(() -> Json.read("{\"a\":" + "[".repeat(100_000))).isInstanceOf(IOException.class);
    }

    @Test
    void whiteSpaceMayFollow() throws IOException {
        assertThat(Json.read(" {\"a\" : 1 }\r\n\t ")).containsEntry("a", 1);
    }
}
