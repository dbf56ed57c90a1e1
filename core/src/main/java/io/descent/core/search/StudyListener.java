package io.descent.core.search;

/** Receives the events of a study. Calls never overlap. */
public interface StudyListener {
    /**
     * Called before a round is evaluated.
     *
     * @param round from 1
     * @param evaluations the number of evaluations in the round, repeats included, and those of an earlier process
     */
    default void onRound(int round, int evaluations) {}

    /** Called after each evaluation of a round, in the order in which they end. */
    default void onOutcome(int trial, int repeat, Outcome outcome) {}

    /** Called after a round. */
    default void onRoundEnd(StudyResult soFar) {}
}
