package io.descent.inference.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The default of a key that a file may leave out, written as in the file; {@code null} for no value. Use it for records
 * that cannot declare their defaults in a no-argument constructor, because a default is the name of a plugin or another
 * key is required.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
    /** A YAML value. */
    String value();
}
