package io.csgen.examples.server;

import java.util.Optional;

/** The version of this program. */
public final class Version {
    private Version() {}

    /** Returns the version that the jar's manifest has, or a word for classes outside a jar. */
    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }
}
