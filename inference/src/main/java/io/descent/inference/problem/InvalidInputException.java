package io.descent.inference.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Thrown for a user's mistake. The message lists the problems found and their places, so it needs
 * no stack trace. It has at most 2,000 characters and 25 lines, and control characters are escaped. {@link #problems} has
 * every problem in full.
 */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Characters of a message; the middle of a longer one is left out. */
    private static final int LONGEST_MESSAGE = 2_000;

    /** Lines of a message; further problems are counted. */
    private static final int MOST_LINES = 25;

    /** Where a message is cut, most of its beginning and the advice at its end stay. */
    private static final int LONGEST_END = 400;

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
        super(shortened(withFewLines(escaped(message))));
        this.problems = List.copyOf(problems);
    }

    /**
     * All problems of one source.
     *
     * @param source the file that contains them
     * @param problems at least one
     */
    public static InvalidInputException of(String source, List<String> problems) {
        if (problems.size() == 1) {
            return new InvalidInputException(problems, source + ": " + problems.get(0));
        }
        StringBuilder message = new StringBuilder("%s has %d problems:".formatted(source, problems.size()));
        int shown = 0;
        for (String problem : problems) {
            String line = System.lineSeparator() + "  " + problem;
            if (shown > 0 && (shown > MOST_LINES - 3 || message.length() + line.length() > LONGEST_MESSAGE - 60)) {
                message.append("%n  ... and %d more".formatted(problems.size() - shown));
                break;
            }
            message.append(line);
            shown++;
        }
        return new InvalidInputException(problems, message.toString());
    }

    /** A file could control the terminal or the log that shows the message. */
    private static String escaped(String message) {
        StringBuilder text = new StringBuilder(message.length());
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            if (Character.isISOControl(c) && c != '\n' && c != '\t' && !message.startsWith("\r\n", i)) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** A problem can quote a text of many lines. */
    private static String withFewLines(String message) {
        List<String> lines = message.lines().toList();
        if (lines.size() <= MOST_LINES) {
            return message;
        }
        List<String> kept = new ArrayList<>(lines.subList(0, MOST_LINES - 2));
        kept.add("  ... (%d lines left out) ...".formatted(lines.size() - MOST_LINES + 1));
        kept.add(lines.get(lines.size() - 1));
        return String.join(System.lineSeparator(), kept);
    }

    private static String shortened(String message) {
        if (message.length() <= LONGEST_MESSAGE) {
            return message;
        }
        int begin = LONGEST_MESSAGE - LONGEST_END - 60;
        int end = message.length() - LONGEST_END;
        begin -= Character.isHighSurrogate(message.charAt(begin - 1)) ? 1 : 0;
        end += Character.isLowSurrogate(message.charAt(end)) ? 1 : 0;
        return "%s ... (%d characters left out) ... %s"
                .formatted(message.substring(0, begin), end - begin, message.substring(end));
    }

    /** The problems, one per element. */
    public List<String> problems() {
        return problems;
    }
}
