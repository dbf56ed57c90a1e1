package io.descent.testkit;

import io.descent.api.LrSchedule;

/** What a schedule must do. */
public abstract class LrScheduleContract extends PluginContract<LrSchedule> {}
