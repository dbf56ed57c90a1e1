package io.descent.testkit;

import io.descent.api.Listener;

/**
 * The contract of listeners: each training gets a session of its own, and sessions do not disturb each other, also on
 * several threads; a session survives trainings of every course and length, without a dev set, resumed, and ended at
 * any point; it uses the training until it is closed and not longer, and leaves no thread running.
 *
 * <pre>{@code
 * class StopAtTest extends ListenerContract {
 *     protected Listener plugin() { return new StopAt(); }
 * }
 * }</pre>
 */
public abstract class ListenerContract extends PluginContract<Listener> {}
