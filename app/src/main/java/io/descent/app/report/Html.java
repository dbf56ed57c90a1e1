package io.descent.app.report;

import java.util.ArrayList;
import java.util.List;

/** A part of a page. All texts are escaped. */
public final class Html {
    private final StringBuilder text = new StringBuilder();

    /**
     * A cell of a table.
     *
     * @param text what it shows
     * @param attributes of the element, as HTML; empty for none
     */
    record Cell(String text, String attributes) {
        static Cell of(String text) {
            return new Cell(text, "");
        }

        /** A number whose order is not that of its text, such as one with a unit. */
        static Cell number(String text, double value) {
            return new Cell(text, " data-sort=\"%s\"".formatted(value));
        }

        boolean looksLikeNumber() {
            return attributes.contains("data-sort") || text.matches("[-+]?[0-9][0-9,.eE%+-]*");
        }
    }

    /** Text in HTML, also in attributes. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Adds HTML as it is. */
    Html raw(String html) {
        text.append(html).append('\n');
        return this;
    }

    /** Begins a section; sections do not nest. */
    Html section(String id, String title) {
        return raw("<section id=\"%s\">\n<h2>%s</h2>".formatted(id, escaped(title)));
    }

    Html end() {
        return raw("</section>");
    }

    Html heading(String title) {
        return raw("<h3>%s</h3>".formatted(escaped(title)));
    }

    Html paragraph(String sentences) {
        return raw("<p>%s</p>".formatted(escaped(sentences)));
    }

    Html list(List<String> items) {
        raw("<ul>");
        items.forEach(item -> raw("<li>%s</li>".formatted(escaped(item))));
        return raw("</ul>");
    }

    /** Text that is shown as it is, hidden until it is asked for. */
    Html details(String summary, String content) {
        return raw("<details><summary>%s</summary>\n<pre>%s</pre></details>"
                .formatted(escaped(summary), escaped(content)));
    }

    /** A table of texts. */
    Html table(String caption, List<String> head, List<List<String>> rows) {
        return cells(
                caption,
                head,
                rows.stream().map(row -> row.stream().map(Cell::of).toList()).toList());
    }

    /** A table that can be sorted by its columns. The first cell of each row names it. */
    Html cells(String caption, List<String> head, List<List<Cell>> rows) {
        raw("<div class=\"wide\"><table class=\"sortable\"><caption>%s</caption>\n<thead><tr>"
                .formatted(escaped(caption)));
        head.forEach(name -> raw("<th scope=\"col\">%s</th>".formatted(escaped(name))));
        raw("</tr></thead>\n<tbody>");
        for (List<Cell> row : rows) {
            List<String> cells = new ArrayList<>();
            for (Cell cell : row) {
                String kind = cells.isEmpty() ? "th scope=\"row\"" : "td";
                cells.add("<%s%s%s>%s</%s>"
                        .formatted(
                                kind,
                                cell.looksLikeNumber() ? " class=\"number\"" : "",
                                cell.attributes,
                                escaped(cell.text),
                                kind.substring(0, 2)));
            }
            raw("<tr>" + String.join("", cells) + "</tr>");
        }
        return raw("</tbody></table></div>");
    }

    /** Figures side by side where there is room; those that show nothing are left out. */
    Html plots(List<Plot> plots) {
        List<Plot> shown = plots.stream().filter(plot -> !plot.isEmpty()).toList();
        if (!shown.isEmpty()) {
            raw("<div class=\"plots\">");
            shown.forEach(plot -> raw(plot.figure()));
            raw("</div>");
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
