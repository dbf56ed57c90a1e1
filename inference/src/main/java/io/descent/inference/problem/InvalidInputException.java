package io.descent.inference.problem;

import java.util.List;

/** The user's mistake: its message holds every problem that was found, says where, and needs no stack trace. */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** One problem. */
    public InvalidInputException(String problem) {
        this(List.of(problem), problem);
    }

    /** One problem and what made it known. */
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
     * @param source the file they were found in
     * @param problems at least one
     */
    public static InvalidInputException of(String source, List<String> problems) {
        String message = problems.size() == 1
                ? source + ": " + problems.get(0)
                : "%s has %d problems:%n  %s"
                        .formatted(source, problems.size(), String.join(System.lineSeparator() + "  ", problems));
        return new InvalidInputException(problems, message);
    }

    /** Each problem by itself. */
    public List<String> problems() {
        return problems;
    }
}
