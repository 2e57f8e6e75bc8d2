package io.csgen.click;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the lines of one stream apart. Confined to one thread, as it may remember a header. */
interface LineParser {
    /**
     * Returns the fields of a line by their names, or nothing but its URL where the format has no more; null for a line
     * that is a header.
     *
     * @throws MalformedLine if it is no line of this format
     */
    @Nullable
    Map<String, String> parse(String line);

    /** Returns what writes lines the way in which the next one is expected; null where that is not known. */
    default @Nullable LineEncoder exact() {
        return null;
    }
}
