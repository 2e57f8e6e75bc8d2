package io.csgen;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.csgen.config.ConfigException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What is said about values that are refused. */
public final class Rejections {
    private Rejections() {}

    /** Returns the lines of the message of the {@link ConfigException} that a call must throw. */
    public static List<String> problemsOf(ThrowingCallable call) {
        return catchThrowableOfType(ConfigException.class, call)
                .getMessage()
                .lines()
                .toList();
    }
}
