package io.descent.core.search;

/**
 * An evaluation that a strategy asks for.
 *
 * @param trial the number of an earlier trial to continue, or the next number; trials are counted from 0
 * @param point the hyperparameters
 * @param epochs the epochs to train up to, those of earlier rungs included
 */
public record Proposal(int trial, Point point, int epochs) {}
