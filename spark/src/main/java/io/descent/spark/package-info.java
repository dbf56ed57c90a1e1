/** Descent on Apache Spark: estimators, a model, an evaluator and a main class. */
@org.jspecify.annotations.NullMarked
package io.descent.spark;
