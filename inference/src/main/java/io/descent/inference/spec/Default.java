package io.descent.inference.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a key that an experiment file leaves out, as the file would have it; {@code null} for none. For records that
 * cannot state their defaults in a no-argument constructor, because a default is the name of a plugin or because another
 * key is required.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
    /** A YAML value. */
    String value();
}
