package io.descent.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The result of a training elsewhere.
 *
 * @param model the model as bytes
 * @param result what was measured, as JSON
 * @param failure why there is no model, in words for the user; null if there is one
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Trained(byte[] model, String result, @Nullable String failure) implements Serializable {}
