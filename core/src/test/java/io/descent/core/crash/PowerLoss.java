package io.descent.core.crash;

/**
 * Ends the code under test at the moment of a crash. Every later change throws it again, so that code which catches it
 * cannot write either.
 */
@SuppressWarnings("serial")
public final class PowerLoss extends Error {
    PowerLoss(Operation operation) {
        super("the power failed before operation " + operation, null, false, false);
    }
}
