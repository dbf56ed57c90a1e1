package io.descent.inference.plugin.internal;

/** Code of a plugin that was called while it was loaded has not returned, and may never do so. */
public final class LoadingTimeout extends Exception {
    private static final long serialVersionUID = 1;

    /** Creates the failure of one plugin; the message says how long it has been running, and where. */
    public LoadingTimeout(String message) {
        super(message);
    }
}
