package io.descent.inference.problem;

import java.util.List;

/** Thrown for a user's mistake. The message lists every problem found and its place, so it needs no stack trace. */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** One problem. */
    public InvalidInputException(String problem) {
        this(List.of(problem), problem);
    }

    /** One problem and the exception that revealed it. */
    public InvalidInputException(String problem, Throwable cause) {
        this(problem);
        initCause(cause);
    }

    private InvalidInputException(List<String> problems, String message) {
        super(message);
        this.problems = List.copyOf(problems);
    }

    /**
     * All problems of one source.
     *
     * @param source the file that contains them
     * @param problems at least one
     */
    public static InvalidInputException of(String source, List<String> problems) {
        String message = problems.size() == 1
                ? source + ": " + problems.get(0)
                : "%s has %d problems:%n  %s"
                        .formatted(source, problems.size(), String.join(System.lineSeparator() + "  ", problems));
        return new InvalidInputException(problems, message);
    }

    /** The problems, one per element. */
    public List<String> problems() {
        return problems;
    }
}
