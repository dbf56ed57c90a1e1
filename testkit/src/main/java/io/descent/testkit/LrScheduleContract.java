package io.descent.testkit;

import io.descent.api.LrSchedule;

/**
 * What a learning-rate schedule must do: rates are finite and not negative from the first step to the last, for short and long trainings; it is a pure function; only
 * costs of completed epochs are asked for; it follows the initial rate.
 *
 * <pre>{@code
 * class CosineTest extends LrScheduleContract {
 *     protected LrSchedule plugin() { return new Cosine(); }
 * }
 * }</pre>
 */
public abstract class LrScheduleContract extends PluginContract<LrSchedule> {}
