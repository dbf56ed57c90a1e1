package io.descent.tracking;

import io.descent.core.training.EpochReport;
import io.descent.core.training.LayerReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** The numbers of an epoch by the names that {@code metrics.jsonl} has for them. Numbers that are not finite are left out. */
final class Scalars {
    private Scalars() {}

    /**
     * The numbers of an epoch.
     *
     * @param separator between set or layer and metric, such as a slash, which groups curves
     */
    static Map<String, Double> of(EpochReport report, String separator) {
        Map<String, Double> scalars = new LinkedHashMap<>();
        scalars.put("learningRate", report.learningRate());
        scalars.put("seconds", report.seconds());
        scalars.put("train" + separator + "cost", report.trainCost());
        if (report.dev() != null) {
            report.dev().values().forEach((name, value) -> {
                if (value != null) {
                    scalars.put("dev" + separator + name, value);
                }
            });
        }
        for (LayerReport layer : report.layers()) {
            String name = layer.name() + separator;
            scalars.put(name + "weightNorm", layer.weightNorm());
            scalars.put(name + "gradientNorm", layer.gradientNorm());
            scalars.put(name + "activationNorm", layer.activationNorm());
            scalars.put(name + "dead", layer.dead());
        }
        scalars.values().removeIf(value -> !Double.isFinite(value));
        return scalars;
    }
}
