package io.csgen.architecture.config;

import org.assertj.core.api.Assertions;

/** Breaks the rule that core needs no library but SLF4J and JSpecify. */
public final class SeesForeign {
    private SeesForeign() {}

    static void use() {
        Assertions.setMaxElementsForPrinting(1);
    }
}
