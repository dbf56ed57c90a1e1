package io.descent.app.serve;

import java.util.LinkedHashMap;
import java.util.Map;

/** A request that is answered with an error. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, Object> body;

    /**
     * An error with a message.
     *
     * @param status of HTTP
     */
    Refusal(int status, String message) {
        this(status, Map.of("error", message));
    }

    /** An error with other content. */
    Refusal(int status, Map<String, Object> body) {
        super(String.valueOf(body.get("error")), null, false, false);
        this.status = status;
        this.body = new LinkedHashMap<>(body);
    }

    int status() {
        return status;
    }

    Map<String, Object> body() {
        return body;
    }
}
