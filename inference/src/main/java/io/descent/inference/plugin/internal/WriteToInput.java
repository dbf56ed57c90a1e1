package io.descent.inference.plugin.internal;

/** A plugin has written to a tensor that it may only read. */
public final class WriteToInput extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates the failure; the message says which method wrote what. */
    public WriteToInput(String message) {
        super(message);
    }
}
