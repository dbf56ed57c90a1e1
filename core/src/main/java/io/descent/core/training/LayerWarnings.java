package io.descent.core.training;

import io.descent.api.Link;
import io.descent.inference.network.internal.Layer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is wrong with layers: units that are alike, signals that explode, gradients that vanish, units that are dead. Each with
 * the name of the layer and what to do about it.
 */
public final class LayerWarnings {
    /** Pre-activations beyond this saturate every squashing activation and make costs huge. */
    private static final double LARGE = 50;
    /** A gradient this much smaller than that of another layer does not move its layer. */
    private static final double VANISHED = 1e-5;

    private static final double DEAD = 0.5;

    private LayerWarnings() {}

    /**
     * The warnings of a training that was told to watch its layers: at its first update, and at the last epoch that was
     * reported.
     */
    public static List<String> of(TrainingResult result) {
        List<Layer> layers = result.model().parts().network().layers();
        List<List<LayerReport>> measured = result.history().stream()
                .map(EpochReport::layers)
                .filter(reports -> !reports.isEmpty())
                .toList();
        Set<String> warnings = new LinkedHashSet<>();
        if (!measured.isEmpty()) {
            warnings.addAll(of(measured.get(0), layers, "at the first update"));
            if (warnings.isEmpty()) {
                warnings.addAll(of(measured.get(measured.size() - 1), layers, "at the end"));
            }
        }
        return List.copyOf(warnings);
    }

    private static List<String> of(List<LayerReport> reports, List<Layer> layers, String when) {
        List<String> symmetric = new ArrayList<>();
        List<String> others = new ArrayList<>();
        List<LayerReport> vanished = new ArrayList<>();
        double largest =
                reports.stream().mapToDouble(LayerReport::gradientSize).max().orElse(0);
        for (int i = 0; i < reports.size(); i++) {
            LayerReport report = reports.get(i);
            boolean output = i == reports.size() - 1;
            if (report.alike() && !output) {
                symmetric.add(text(report, when, "symmetric: its %d units are alike and stay so", report.units())
                        + "; use a random initializer, such as he-normal");
            }
            if (report.dead() >= DEAD && !output) {
                others.add(text(report, when, "dead: %.0f %% of its units are 0 for every example", 100 * report.dead())
                        + "; lower the learning rate, use he-normal, or leaky-relu");
            } else if (report.preActivationSize() > LARGE
                    && layers.get(i).activation().link() != Link.IDENTITY) {
                others.add(text(
                                report,
                                when,
                                "exploding: pre-activations are about %.0f in size",
                                report.preActivationSize())
                        + "; use smaller initial weights, such as he-normal, batch-norm, or normalise the data");
            } else if (report.gradientSize() < VANISHED * largest) {
                vanished.add(report);
            }
        }
        if (!vanished.isEmpty()) {
            LayerReport first = vanished.get(0);
            String more = vanished.stream().skip(1).map(LayerReport::name).collect(Collectors.joining(", "));
            others.add(text(
                            first,
                            when,
                            "vanishing%s: its gradient is %.0e of the largest layer's",
                            more.isEmpty() ? "" : ", with " + more,
                            first.gradientSize() / largest)
                    + "; use relu with he-normal, batch-norm, or fewer layers");
        }
        // where units are alike, gradients vanish and units die because of that
        return symmetric.isEmpty() ? others : symmetric;
    }

    private static String text(LayerReport report, String when, String format, Object... arguments) {
        return report.name() + " is " + String.format(Locale.ROOT, format, arguments) + " (" + when + ")";
    }
}
