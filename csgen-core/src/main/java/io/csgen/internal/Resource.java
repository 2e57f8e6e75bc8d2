package io.csgen.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that stand in files of their own, in UTF-8. Has no state. */
public final class Resource {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]*)}}");

    private Resource() {}

    /**
     * Returns the text of a file of a jar.
     *
     * @param beside a class in the same package
     */
    public static String text(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("jar must have its own files: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Puts texts in the places of a template, such as <code>{{style}}</code>.
     *
     * @throws IllegalStateException if a place has no text, or a text no place
     */
    public static String fill(String template, Map<String, String> texts) {
        Set<String> unused = new HashSet<>(texts.keySet());
        String filled = PLACE.matcher(template).replaceAll(place -> {
            String text = texts.get(place.group(1));
            if (text == null) {
                throw new IllegalStateException("place of a template must have a text: " + place.group());
            }
            unused.remove(place.group(1));
            return Matcher.quoteReplacement(text);
        });
        if (!unused.isEmpty()) {
            throw new IllegalStateException("text must have a place in the template: " + unused);
        }
        return filled;
    }
}
