package io.descent.processor;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Converts doc comments with their tags, HTML elements and character references to plain text. */
final class DocComment {
    private static final Pattern BLOCK_TAG = Pattern.compile("\\s*@([A-Za-z]\\S*)\\s*(.*)", Pattern.DOTALL);
    private static final Pattern COMPONENT = Pattern.compile("(\\S+)\\s+(\\S.*)", Pattern.DOTALL);
    private static final Pattern ELEMENT = Pattern.compile("<(/?)([A-Za-z][A-Za-z0-9]*)\\b([^<>]*)>");
    private static final Pattern ADDRESS =
            Pattern.compile("\\bhref\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')", Pattern.CASE_INSENSITIVE);
    private static final Pattern REFERENCE = Pattern.compile("&(#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);");

    private final PlainText text = new PlainText();

    private DocComment() {}

    /**
     * The text of a class comment, then one line for each {@code @param} tag with the name of a component. Other block
     * tags are left out.
     *
     * @param comment what the compiler returns: without slashes, and without asterisks at the beginning of lines
     */
    static String toPlainText(String comment, Collection<String> components) {
        StringBuilder all = new StringBuilder();
        StringBuilder block = new StringBuilder();
        int depth = 0;
        for (String line : comment.split("\\R", -1)) {
            if (depth == 0 && BLOCK_TAG.matcher(line).matches()) {
                endBlock(block, components, all);
            }
            depth = depth(line, depth);
            block.append(line.startsWith(" ") ? line.substring(1) : line).append('\n');
        }
        endBlock(block, components, all);
        return all.toString();
    }

    /** The depth of braces of inline tags after a line; block tags do not begin within an inline tag. */
    private static int depth(String line, int before) {
        int depth = before;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '{' && (depth > 0 || isInlineTag(line, i))) {
                depth++;
            } else if (line.charAt(i) == '}' && depth > 0) {
                depth--;
            }
        }
        return depth;
    }

    private static void endBlock(StringBuilder block, Collection<String> components, StringBuilder all) {
        Matcher tag = BLOCK_TAG.matcher(block);
        if (!tag.matches()) {
            append(plain(block.toString()), all);
        } else if (tag.group(1).equals("param")) {
            Matcher component = COMPONENT.matcher(tag.group(2));
            if (component.matches() && components.contains(component.group(1))) {
                String help = String.join(" ", plain(component.group(2)).split("\\s+", -1));
                append("@param " + component.group(1) + " " + help, all);
            }
        }
        block.setLength(0);
    }

    private static void append(String text, StringBuilder all) {
        if (!text.isEmpty()) {
            all.append(all.isEmpty() ? "" : "\n").append(text).append('\n');
        }
    }

    private static String plain(String source) {
        DocComment comment = new DocComment();
        comment.convert(source);
        return comment.text.end();
    }

    private void convert(String source) {
        int at = 0;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '{' && isInlineTag(source, at)) {
                int end = closingBrace(source, at);
                convertTag(source.substring(at + 2, end));
                at = Math.min(end + 1, source.length());
            } else if (c == '<') {
                at = convertElement(source, at);
            } else if (c == '&') {
                at = convertReference(source, at);
            } else {
                text.add(c);
                at++;
            }
        }
    }

    private static boolean isInlineTag(String source, int brace) {
        return brace + 2 < source.length()
                && source.charAt(brace + 1) == '@'
                && Character.isLetter(source.charAt(brace + 2));
    }

    /** The index of the brace that closes the one at an index; the length of the source if there is none. */
    private static int closingBrace(String source, int open) {
        int depth = 0;
        for (int i = open; i < source.length(); i++) {
            if (source.charAt(i) == '{') {
                depth++;
            } else if (source.charAt(i) == '}') {
                depth--;
                if (depth == 0) {
                    return i;
                }
            }
        }
        return source.length();
    }

    /** Converts an inline tag without its braces and {@code @}: {@code code x < y}. */
    private void convertTag(String tag) {
        int end = 0;
        while (end < tag.length() && !Character.isWhitespace(tag.charAt(end))) {
            end++;
        }
        String content = end < tag.length() ? tag.substring(end + 1) : "";
        switch (tag.substring(0, end)) {
            case "code", "literal" -> text.addAll(content);
            case "snippet" -> {
                text.preformatted(true);
                text.addAll(content.substring(content.indexOf(':') + 1));
                text.preformatted(false);
            }
            case "link", "linkplain", "value" -> convertLink(content.strip());
            case "inheritDoc", "docRoot" -> {
                // depends on other pages
            }
            default -> convert(content); // {@index}, {@summary}, {@systemProperty}, {@return}
        }
    }

    private void convertLink(String link) {
        int end = 0;
        int depth = 0; // white space may stand between parentheses and between angle brackets
        while (end < link.length() && (depth > 0 || !Character.isWhitespace(link.charAt(end)))) {
            char c = link.charAt(end);
            depth += c == '(' || c == '<' ? 1 : c == ')' || c == '>' ? -1 : 0;
            end++;
        }
        String label = link.substring(end).strip();
        if (label.isEmpty()) {
            text.addAll(shown(link.substring(0, end)));
        } else {
            convert(label);
        }
    }

    /** {@code java.util.Map.Entry#comparingByKey(Comparator)} as {@code Map.Entry.comparingByKey}. */
    private static String shown(String reference) {
        return reference
                .replaceAll("[(<].*", "")
                .replaceFirst("^[^/#]*/", "")
                .replaceFirst("^(?:[a-z_][a-z0-9_]*\\.)+(?=[A-Z])", "")
                .replaceFirst("^#", "")
                .replace('#', '.');
    }

    private int convertElement(String source, int at) {
        if (source.startsWith("<!--", at)) {
            int end = source.indexOf("-->", at);
            return end < 0 ? source.length() : end + "-->".length();
        }
        Matcher element = ELEMENT.matcher(source).region(at, source.length());
        if (!element.lookingAt()) {
            text.add('<');
            return at + 1;
        }
        boolean opens = element.group(1).isEmpty();
        switch (element.group(2).toLowerCase(Locale.ROOT)) {
            case "p", "div", "blockquote", "section", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "table", "dl", "dt" ->
                text.newParagraph();
            case "br", "tr", "dd", "caption" -> text.newLine();
            case "td", "th" -> text.addAll(opens ? " " : "");
            case "ul" -> text.list(opens, false);
            case "ol" -> text.list(opens, true);
            case "li" -> text.item(opens);
            case "pre" -> text.preformatted(opens);
            case "sup" -> text.script(opens, '^');
            case "sub" -> text.script(opens, '_');
            case "a" -> text.link(opens ? address(element.group(3)) : null);
            default -> {
                // changes the look of the text alone
            }
        }
        return element.end();
    }

    private static String address(String attributes) {
        Matcher address = ADDRESS.matcher(attributes);
        if (!address.find()) {
            return "";
        }
        String found = address.group(1) == null ? address.group(2) : address.group(1);
        return found.startsWith("http") ? found : "";
    }

    private int convertReference(String source, int at) {
        Matcher reference = REFERENCE.matcher(source).region(at, source.length());
        if (!reference.lookingAt()) {
            text.add('&');
            return at + 1;
        }
        String name = reference.group(1);
        String character = name.startsWith("#") ? numeric(name) : CharacterNames.get(name);
        text.addAll(character == null ? reference.group() : character);
        return reference.end();
    }

    private static String numeric(String name) {
        boolean isHexadecimal = Character.toLowerCase(name.charAt(1)) == 'x';
        try {
            int point = Integer.parseInt(name.substring(isHexadecimal ? 2 : 1), isHexadecimal ? 16 : 10);
            return Character.isValidCodePoint(point) ? Character.toString(point) : "";
        } catch (NumberFormatException e) {
            return "";
        }
    }
}
