package io.descent.benchmarks.peers;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One reading.
 *
 * @param contender name and version
 * @param quantity what was measured
 * @param value in seconds, floating-point operations a second, percent or as the quantity says
 */
record Measurement(String contender, String quantity, double value) {
    /** On one line. */
    String toJson() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("contender", contender);
        map.put("quantity", quantity);
        map.put("value", value);
        return Json.line(map);
    }

    /** Reads what {@link #toJson} has written. */
    static Measurement of(String json) throws IOException {
        Map<String, Object> map = Json.read(json);
        if (!(map.get("contender") instanceof String contender)
                || !(map.get("quantity") instanceof String quantity)
                || !(map.get("value") instanceof Number value)) {
            throw new IOException("no measurement: " + json);
        }
        return new Measurement(contender, quantity, value.doubleValue());
    }
}
