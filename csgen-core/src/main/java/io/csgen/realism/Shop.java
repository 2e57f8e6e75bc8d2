package io.csgen.realism;

import io.csgen.realism.RealismScore.Figure;
import java.util.List;
import java.util.Map;

/**
 * A real shop whose figures are known in part, to tell how close a stream comes to that one. Immutable.
 *
 * @param id a word, the same as in the style of the page
 * @param name under which the data set was published
 * @param figures the figures known of it, in the order of all
 * @param lengths the shares of sessions of 1 to 10 product views; empty where they are not known
 */
record Shop(String id, String name, Map<Figure, Double> figures, List<Double> lengths) {
    /** Returns the name without what stands in parentheses after it. */
    String shortName() {
        return name.replaceFirst(" \\(.*", "");
    }
}
