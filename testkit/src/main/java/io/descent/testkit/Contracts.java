package io.descent.testkit;

import io.descent.api.Activation;
import io.descent.api.ActivationMask;
import io.descent.api.Augmentation;
import io.descent.api.DataSource;
import io.descent.api.Initializer;
import io.descent.api.Listener;
import io.descent.api.Loss;
import io.descent.api.LrSchedule;
import io.descent.api.Metric;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.WeightConstraint;
import io.descent.api.WeightMask;
import io.descent.api.WeightPenalty;
import io.descent.inference.tensor.internal.Backend;
import java.util.ArrayList;
import java.util.List;

/** The contracts as lists of clauses, to test plugins that are found at run time. */
public final class Contracts {
    private Contracts() {}

    /**
     * Returns the clauses that a plugin must satisfy.
     *
     * @throws IllegalArgumentException if there is no contract for its kind
     */
    public static List<Clause> of(Plugin plugin) {
        List<Clause> clauses = new ArrayList<>(new RecordClauses(plugin).all());
        if (plugin instanceof Optimizer optimizer) {
            clauses.addAll(new OptimizerClauses(optimizer).all());
        } else if (plugin instanceof Initializer initializer) {
            clauses.addAll(new InitializerClauses(initializer).all());
        } else if (plugin instanceof LrSchedule schedule) {
            clauses.addAll(new ScheduleClauses(schedule).all());
        } else if (plugin instanceof Activation activation) {
            clauses.addAll(new ActivationClauses(activation).all());
        } else if (plugin instanceof WeightPenalty penalty) {
            clauses.addAll(new PenaltyClauses(penalty).all());
        } else if (plugin instanceof ActivationMask mask) {
            clauses.addAll(new MaskClauses(mask).all());
        } else if (plugin instanceof WeightMask mask) {
            clauses.addAll(new MaskClauses(mask).all());
        } else if (plugin instanceof WeightConstraint constraint) {
            clauses.addAll(new ConstraintClauses(constraint).all());
        } else if (plugin instanceof Loss loss) {
            clauses.addAll(new LossClauses(loss).all());
        } else if (plugin instanceof Metric metric) {
            clauses.addAll(new MetricClauses(metric).all());
        } else if (plugin instanceof DataSource source) {
            clauses.addAll(new DataSourceClauses(source).all());
        } else if (plugin instanceof Augmentation augmentation) {
            clauses.addAll(new AugmentationClauses(augmentation).all());
        } else if (plugin instanceof Listener listener) {
            clauses.addAll(new ListenerClauses(listener).all());
        } else if (plugin instanceof Backend backend) {
            clauses.addAll(new BackendClauses(backend).all());
        } else {
            throw new IllegalArgumentException("there is no contract for " + plugin);
        }
        return clauses;
    }
}
