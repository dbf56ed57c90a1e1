package io.descent.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Turns rows of a table into the inputs of a graph; docs/deploy.md shows it. */
final class Cells {
    private Cells() {}

    // begin of what the page shows
    static Map<String, OnnxTensor> inputs(OrtSession session, List<Map<String, String>> rows, Set<String> missing)
            throws OrtException {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        for (NodeInfo input : session.getInputInfo().values()) {
            OnnxJavaType type = ((TensorInfo) input.getInfo()).type;
            String[][] words = new String[rows.size()][1];
            long[][] dates = new long[rows.size()][1];
            double[][] numbers = new double[rows.size()][1];
            float[][] floats = new float[rows.size()][1];
            for (int i = 0; i < rows.size(); i++) {
                words[i][0] = rows.get(i).getOrDefault(input.getName(), "").strip();
                boolean none = words[i][0].isEmpty() || missing.contains(words[i][0]);
                if (type == OnnxJavaType.INT64) {
                    dates[i][0] = none ? Long.MIN_VALUE : date(words[i][0]);
                } else if (type != OnnxJavaType.STRING) {
                    numbers[i][0] = none ? Double.NaN : number(words[i][0]);
                    floats[i][0] = (float) numbers[i][0];
                }
            }
            Object column = type == OnnxJavaType.STRING
                    ? words
                    : type == OnnxJavaType.INT64 ? dates : type == OnnxJavaType.FLOAT ? floats : numbers;
            inputs.put(input.getName(), OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), column));
        }
        return inputs;
    }

    static double number(String cell) {
        return switch (cell.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "t", "y" -> 1;
            case "false", "no", "f", "n" -> 0;
            default -> Double.parseDouble(cell);
        };
    }

    static long date(String cell) {
        return cell.length() == 10
                ? LocalDate.parse(cell).toEpochDay()
                : LocalDateTime.parse(cell).toEpochSecond(ZoneOffset.UTC);
    }
    // end of what the page shows
}
