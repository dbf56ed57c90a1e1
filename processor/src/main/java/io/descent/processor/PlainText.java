package io.descent.processor;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Collects paragraphs, list items and preformatted lines; white space within a paragraph becomes one space. */
final class PlainText {
    private static final int BULLET = -1;

    private final StringBuilder done = new StringBuilder();
    private final StringBuilder line = new StringBuilder();

    /** For each list around the current place, the number of its last item, or {@link #BULLET}. */
    private final Deque<Integer> lists = new ArrayDeque<>();

    private final Deque<Integer> scripts = new ArrayDeque<>();
    private String marker = "";
    private String separator = "";
    private String address = "";
    private int addressStart;
    private boolean isSpacePending;
    private boolean isPreformatted;

    void addAll(String text) {
        for (int i = 0; i < text.length(); i++) {
            add(text.charAt(i));
        }
    }

    void add(char c) {
        if (isPreformatted) {
            line.append(c);
        } else if (Character.isWhitespace(c)) {
            isSpacePending = !line.isEmpty();
        } else {
            addPendingSpace();
            line.append(c);
        }
    }

    private void addPendingSpace() {
        if (isSpacePending) {
            line.append(' ');
            isSpacePending = false;
        }
    }

    void newParagraph() {
        endLine("\n\n");
    }

    void newLine() {
        endLine("\n");
    }

    void list(boolean opens, boolean isNumbered) {
        // an inner list follows its item without an empty line
        endLine(opens && !lists.isEmpty() || !opens && lists.size() > 1 ? "\n" : "\n\n");
        if (opens) {
            lists.push(isNumbered ? 0 : BULLET);
        } else if (!lists.isEmpty()) {
            lists.pop();
        }
    }

    void item(boolean opens) {
        endLine("\n");
        if (opens) {
            int last = lists.isEmpty() ? BULLET : lists.pop();
            int number = last == BULLET ? BULLET : last + 1;
            lists.push(number);
            marker = number == BULLET ? "- " : number + ". ";
        }
    }

    void preformatted(boolean begins) {
        endLine("\n\n");
        isPreformatted = begins;
    }

    /** Begins or ends a superscript or subscript: {@code e<sup>-z</sup>} becomes {@code e^(-z)}. */
    void script(boolean begins, char sign) {
        if (begins) {
            addPendingSpace();
            scripts.push(line.length());
        } else if (!scripts.isEmpty()) {
            int start = Math.min(scripts.pop(), line.length());
            String content = line.substring(start);
            line.setLength(start);
            line.append(sign).append(content.matches("\\w*|\\W") ? content : "(" + content + ")");
        }
    }

    /**
     * Begins or ends a link.
     *
     * @param target the address, empty if it is not of the web; null at the end of the link
     */
    void link(@Nullable String target) {
        if (target != null) {
            addPendingSpace();
            address = target;
            addressStart = line.length();
        } else {
            if (!address.isEmpty() && line.indexOf(address, Math.min(addressStart, line.length())) < 0) {
                line.append(" (").append(address).append(')');
            }
            address = "";
        }
    }

    private void endLine(String next) {
        String content = isPreformatted ? preformatted(line.toString()) : line.toString();
        line.setLength(0);
        scripts.clear();
        isSpacePending = false;
        if (!content.isEmpty()) {
            String indent = "  ".repeat(Math.max(0, lists.size() - 1));
            if (!isPreformatted && marker.isEmpty() && !lists.isEmpty()) {
                indent += "  ";
            }
            done.append(done.isEmpty() ? "" : separator)
                    .append(isPreformatted ? "" : indent + marker)
                    .append(content);
            marker = "";
            separator = next;
        } else if (next.length() > separator.length()) {
            separator = next;
        }
    }

    /** Marks each line with a tab, and leaves out empty lines at the beginning and at the end. */
    private static String preformatted(String lines) {
        String kept = lines.replaceFirst("^(?:[ \\t]*\\n)+", "").stripTrailing();
        return kept.isEmpty() ? "" : "\t" + kept.replace("\n", "\n\t");
    }

    /** Ends the text and returns it, without a line separator at its end. */
    String end() {
        endLine("");
        return done.toString();
    }
}
