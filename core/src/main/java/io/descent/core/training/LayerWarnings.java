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
 * Warnings about layers: identical units, exploding signals, vanishing gradients and dead units. Each warning names the
 * layer and a remedy.
 */
public final class LayerWarnings {
    /** Larger pre-activations saturate every squashing activation and make costs huge. */
    private static final double LARGE = 50;
    /** A gradient smaller than this share of another layer's gradient leaves its layer practically unchanged. */
    private static final double VANISHED = 1e-5;

    private static final double DEAD = 0.5;

    private LayerWarnings() {}

    /**
     * The warnings for a training that watches its layers, at its first update and, if there are none, at the last
     * reported epoch.
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
                symmetric.add(
                        text(report, when, "symmetric: its %d units are identical and stay identical", report.units())
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
                                "exploding: its pre-activations have a magnitude of about %.0f",
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
                            "vanishing%s: its gradient is %.0e times the largest gradient of a layer",
                            more.isEmpty() ? "" : ", with " + more,
                            first.gradientSize() / largest)
                    + "; use relu with he-normal, batch-norm, or fewer layers");
        }
        // identical units are the cause; vanishing gradients and dead units are consequences
        return symmetric.isEmpty() ? others : symmetric;
    }

    private static String text(LayerReport report, String when, String format, Object... arguments) {
        return report.name() + " is " + String.format(Locale.ROOT, format, arguments) + " (" + when + ")";
    }
}
