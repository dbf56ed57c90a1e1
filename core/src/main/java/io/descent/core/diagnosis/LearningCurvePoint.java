package io.descent.core.diagnosis;

/**
 * The errors and costs of a network trained on a part of the training set.
 *
 * @param examples size of the part
 * @param trainError the error of that part
 * @param devError the error of the dev set
 * @param trainCost the cost of that part, in prediction mode and without penalties
 * @param devCost the cost of the dev set
 */
public record LearningCurvePoint(
        int examples, Estimate trainError, Estimate devError, double trainCost, double devCost) {}
