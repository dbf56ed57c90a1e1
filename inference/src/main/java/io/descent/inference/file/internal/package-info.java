/** Reads and writes JSON and safetensors, writes files atomically and computes SHA-256 digests. */
@NullMarked
package io.descent.inference.file.internal;

import org.jspecify.annotations.NullMarked;
