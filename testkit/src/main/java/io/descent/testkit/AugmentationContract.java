package io.descent.testkit;

import io.descent.api.Augmentation;

/**
 * The contract of augmentations: features stay finite; examples of one feature and images of one pixel work; some
 * examples change; the change depends on the random stream and on nothing else; only augmentations that need an image
 * use one; no example is kept; several threads may use one instance.
 *
 * <pre>{@code
 * class FeatureDropoutTest extends AugmentationContract {
 *     protected Augmentation plugin() { return new FeatureDropout(); }
 * }
 * }</pre>
 */
public abstract class AugmentationContract extends PluginContract<Augmentation> {}
