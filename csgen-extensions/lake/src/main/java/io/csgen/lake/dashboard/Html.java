package io.csgen.lake.dashboard;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Parts of a page that is well-formed XML as well. Has no state. */
final class Html {
    private Html() {}

    /** Returns text from elsewhere as it may stand in an element or an attribute. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '\'' -> escaped.append("&#39;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isText(c) ? c : 0xfffd);
            }
        });
        return escaped.toString();
    }

    /** XML has no place for some characters, however they are written. */
    private static boolean isText(int c) {
        return c >= ' ' && (c < 0x7f || c > 0x9f) && (c < 0xd800 || c > 0xdfff) && c != 0xfffe && c != 0xffff;
    }

    static String number(long number) {
        return format("%,d", number);
    }

    /** Returns a part of a whole; nothing of nothing is 0. */
    static String percent(long part, long whole) {
        return format("%.1f %%", whole == 0 ? 0 : 100.0 * part / whole);
    }

    static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    /** Returns a cell of a table with a number. */
    static String cell(String number) {
        return "<td class='number'>" + number + "</td>";
    }

    /** Returns a cell with a bar, which only shows what a number beside it says. */
    static String bar(long part, long whole) {
        return format(
                "<td class='track' aria-hidden='true'><b style='width:%.2f%%'></b></td>",
                whole == 0 ? 0 : 100.0 * part / whole);
    }

    /** Returns a row of a table: what it is about, then its cells. */
    static String row(String about, String... cells) {
        return "<tr><th scope='row'>" + about + "</th>" + String.join("", cells) + "</tr>\n";
    }

    /**
     * Returns a table.
     *
     * @param about what it is about, for those who cannot see what stands above it
     * @param heads of the columns; all but the first are numbers, and one that is empty is that of bars
     */
    static String table(String about, List<String> heads, List<String> rows) {
        String head = heads.stream()
                .skip(1)
                .map(text ->
                        text.isEmpty() ? "<td class='track'></td>" : "<th scope='col' class='number'>" + text + "</th>")
                .collect(Collectors.joining("", "<th scope='col'>" + heads.get(0) + "</th>", ""));
        return "<div class='scroll' tabindex='0' role='group' aria-label='" + about + "'><table aria-label='" + about
                + "'><thead><tr>" + head + "</tr></thead>\n<tbody>" + String.join("", rows) + "</tbody></table></div>";
    }

    /** Returns a table that is shown when asked for: the numbers of a drawing. */
    static String details(String about, List<String> heads, List<String> rows) {
        return "<details><summary>Numbers</summary>" + table(about, heads, rows) + "</details>";
    }

    static List<String> heads(String... heads) {
        return Arrays.asList(heads);
    }
}
