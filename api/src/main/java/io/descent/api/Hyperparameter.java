package io.descent.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Range, scale and help of one component of a {@link Plugin} record.
 *
 * <p>Ranges apply to numeric components. They are checked before the record is constructed and for all components
 * together, so that a user sees every fault of a file at once. NaN and infinities are always refused.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Hyperparameter {
    /** The smallest value allowed; by default any finite one. */
    double min() default Double.NEGATIVE_INFINITY;

    /** The largest value allowed; by default any finite one. */
    double max() default Double.POSITIVE_INFINITY;

    /** Whether {@link #min()} itself is refused. */
    boolean minExclusive() default false;

    /** Whether {@link #max()} itself is refused. */
    boolean maxExclusive() default false;

    /** How a search walks through the range. */
    Scale scale() default Scale.LINEAR;

    /** One line that tells a user what the hyperparameter does. */
    String help() default "";

    /** The scale on which equal distances matter equally. */
    enum Scale {
        /** 0.1 to 0.2 matters as much as 0.8 to 0.9. */
        LINEAR,
        /** 0.001 to 0.01 matters as much as 0.1 to 1: learning rates, penalties. A search is then told positive bounds. */
        LOG,
        /** 0.9 to 0.99 matters as much as 0.99 to 0.999: decay rates, momenta. A search is then told bounds below 1. */
        ONE_MINUS_LOG
    }
}
