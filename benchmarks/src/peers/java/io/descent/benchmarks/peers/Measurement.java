package io.descent.benchmarks.peers;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One reading.
 *
 * @param contender name and version of the contender
 * @param quantity what was measured
 * @param value in seconds, floating-point operations per second, percent or the unit of the quantity
 */
record Measurement(String contender, String quantity, double value) {
    /** Returns JSON on one line. */
    String toJson() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("contender", contender);
        map.put("quantity", quantity);
        map.put("value", value);
        return Json.line(map);
    }

    /** Reads the output of {@link #toJson}. */
    static Measurement of(String json) throws IOException {
        Map<String, Object> map = Json.read(json);
        if (!(map.get("contender") instanceof String contender)
                || !(map.get("quantity") instanceof String quantity)
                || !(map.get("value") instanceof Number value)) {
            throw new IOException("not a measurement: " + json);
        }
        return new Measurement(contender, quantity, value.doubleValue());
    }
}
