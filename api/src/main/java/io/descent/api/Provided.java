package io.descent.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How stable an interface is: this one is implemented by the trainer alone, and may get more methods in any version. All others
 * of this package are implemented by authors of plugins, and get none within a major version unless with a default.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Provided {}
