/**
 * Built-in losses. Each class states its formula with the letters of the API: z for a pre-activation of the output
 * layer, a for the activation, y for the label.
 */
@NullMarked
package io.descent.losses;

import org.jspecify.annotations.NullMarked;
