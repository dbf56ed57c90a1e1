/**
 * Everything that a plugin author needs: the kinds of plugin, the tensor they compute with, and the annotation that
 * describes a hyperparameter. This module depends on the JDK alone.
 *
 * <p>A plugin is a {@code public record} that implements {@link io.descent.api.Optimizer},
 * {@link io.descent.api.LrSchedule}, {@link io.descent.api.Activation}, {@link io.descent.api.Initializer},
 * {@link io.descent.api.Loss}, {@link io.descent.api.Metric}, {@link io.descent.api.DataSource},
 * {@link io.descent.api.Augmentation}, {@link io.descent.api.Listener}, or a kind of
 * {@link io.descent.api.Regularizer}. It has a public no-argument
 * constructor that sets its defaults, and it is listed in the service file of its kind under {@code META-INF/services}.
 */
@NullMarked
package io.descent.api;

import org.jspecify.annotations.NullMarked;
