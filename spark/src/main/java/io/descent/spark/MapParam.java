package io.descent.spark;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;

/** Texts by name, saved as a JSON object. */
public final class MapParam extends Param<Map<String, String>> {
    MapParam(Identifiable parent, String name, String doc) {
        super(parent, name, doc);
    }

    @Override
    public String jsonEncode(Map<String, String> value) {
        return Json.line(new TreeMap<>(value)).strip();
    }

    @Override
    public Map<String, String> jsonDecode(String json) {
        try {
            Map<String, String> map = new TreeMap<>();
            Json.read(json).forEach((key, value) -> map.put(key, String.valueOf(value)));
            return map;
        } catch (IOException e) {
            throw new IllegalArgumentException("the param %s is not a JSON object: %s".formatted(name(), json), e);
        }
    }
}
