/** Files that are complete or absent, and safetensors. */
@NullMarked
package io.descent.core.file;

import org.jspecify.annotations.NullMarked;
