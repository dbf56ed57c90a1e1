/** Files that are complete or absent, JSON, safetensors, digests. */
@NullMarked
package io.descent.inference.file.internal;

import org.jspecify.annotations.NullMarked;
