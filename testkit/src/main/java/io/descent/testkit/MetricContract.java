package io.descent.testkit;

import io.descent.api.Metric;

/**
 * The contract of metrics: perfect predictions are the best in the direction that the metric declares; the order of the
 * examples does not matter; an example with the weight 3 counts as three examples; weights matter only relative to each
 * other; a metric that is undefined is null, never NaN or an exception; it keeps no state; labels are refused in words;
 * several threads may use one instance.
 *
 * <p>The labels are of two, three and twelve classes, and values.
 *
 * <pre>{@code
 * class KappaTest extends MetricContract {
 *     protected Metric plugin() { return new Kappa(); }
 * }
 * }</pre>
 */
public abstract class MetricContract extends PluginContract<Metric> {}
