package io.descent.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of a {@link Plugin} record: its range, its scale and a line of help.
 *
 * <p>Ranges apply to numeric components. All components are checked before the record is constructed, so that a user
 * sees every error of a file at once. NaN and infinities are always rejected.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Hyperparameter {
    /** The smallest allowed value; by default, any finite value is allowed. */
    double min() default Double.NEGATIVE_INFINITY;

    /** The largest allowed value; by default, any finite value is allowed. */
    double max() default Double.POSITIVE_INFINITY;

    /** Whether {@link #min()} itself is rejected. */
    boolean minExclusive() default false;

    /** Whether {@link #max()} itself is rejected. */
    boolean maxExclusive() default false;

    /** The scale on which a study searches the range. */
    Scale scale() default Scale.LINEAR;

    /** One line that tells the user what the hyperparameter does. */
    String help() default "";

    /** The scale on which equal distances matter equally. */
    enum Scale {
        /** 0.1 to 0.2 matters as much as 0.8 to 0.9. */
        LINEAR,
        /** 0.001 to 0.01 matters as much as 0.1 to 1: learning rates, penalties. A study needs positive bounds. */
        LOG,
        /** 0.9 to 0.99 matters as much as 0.99 to 0.999: decay rates, momentum. A study needs bounds below 1. */
        ONE_MINUS_LOG
    }
}
