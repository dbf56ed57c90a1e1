package io.descent.core.search;

/** Is told how a study goes. Calls never overlap. */
public interface StudyListener {
    /**
     * Before the trials of a round are evaluated.
     *
     * @param round from 1
     * @param evaluations how many there are, repeats counted, those included that an earlier process has made
     */
    default void onRound(int round, int evaluations) {}

    /** After one evaluation of a round, in the order in which they happen to end. */
    default void onOutcome(int trial, int repeat, Outcome outcome) {}

    /** After a round. */
    default void onRoundEnd(StudyResult soFar) {}
}
