package io.csgen.examples;

import java.util.Optional;

/** The version of this program. */
final class Version {
    private Version() {}

    /** Returns the version that the jar's manifest has, or a word for classes outside a jar. */
    static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }
}
