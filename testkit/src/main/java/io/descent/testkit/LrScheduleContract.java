package io.descent.testkit;

import io.descent.api.LrSchedule;

/**
 * The contract of learning-rate schedules: rates are finite and not negative at every step of short and long
 * trainings; the schedule is a pure function; it asks only for costs of completed epochs; it follows the initial rate.
 *
 * <pre>{@code
 * class CosineTest extends LrScheduleContract {
 *     protected LrSchedule plugin() { return new Cosine(); }
 * }
 * }</pre>
 */
public abstract class LrScheduleContract extends PluginContract<LrSchedule> {}
