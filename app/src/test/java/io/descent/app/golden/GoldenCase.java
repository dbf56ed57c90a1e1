package io.descent.app.golden;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A JSON object in a golden file. */
record GoldenCase(Map<String, Object> values) {
    boolean has(String key) {
        return values.get(key) != null;
    }

    Set<String> keys() {
        return values.keySet();
    }

    private Object get(String key) {
        Object value = values.get(key);
        if (value == null) {
            throw new AssertionError("the case has no '" + key + "': " + keys());
        }
        return value;
    }

    String text(String key) {
        return (String) get(key);
    }

    boolean flag(String key) {
        return (Boolean) get(key);
    }

    double number(String key) {
        return number(get(key));
    }

    int whole(String key) {
        return ((Number) get(key)).intValue();
    }

    /** A seed. A {@code double} or an {@code int} might lose bits of it. */
    long seed(String key) {
        return ((Number) get(key)).longValue();
    }

    double[] vector(String key) {
        return vector((List<?>) get(key));
    }

    /** A matrix as rows of columns. */
    double[][] matrix(String key) {
        return ((List<?>) get(key)).stream().map(row -> vector((List<?>) row)).toArray(double[][]::new);
    }

    /** The transposed matrix: the files have an example per column, our batches one per row. */
    double[][] transposed(String key) {
        double[][] matrix = matrix(key);
        double[][] result = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[0].length; j++) {
                result[j][i] = matrix[i][j];
            }
        }
        return result;
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    GoldenCase child(String key) {
        return new GoldenCase((Map<String, Object>) get(key));
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    List<GoldenCase> children(String key) {
        return ((List<?>) get(key))
                .stream()
                        .map(each -> new GoldenCase((Map<String, Object>) each))
                        .toList();
    }

    /** Infinities and NaN are strings in the files. */
    private static double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.parseDouble((String) value);
    }

    private static double[] vector(List<?> values) {
        return values.stream().mapToDouble(GoldenCase::number).toArray();
    }
}
