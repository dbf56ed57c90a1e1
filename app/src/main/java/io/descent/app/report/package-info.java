/**
 * Reports as HTML: of a run, a study and a comparison, each one file that needs no network. The page of a training that
 * is running is made by the same code, again after each epoch.
 */
@NullMarked
package io.descent.app.report;

import org.jspecify.annotations.NullMarked;
