package io.descent.core.search;

/**
 * What a strategy wants to be evaluated.
 *
 * @param trial the number of an earlier trial that is to go on, or the next number, counted from 0
 * @param point its hyperparameters
 * @param epochs to which it is trained, those of earlier rungs included
 */
public record Proposal(int trial, Point point, int epochs) {}
