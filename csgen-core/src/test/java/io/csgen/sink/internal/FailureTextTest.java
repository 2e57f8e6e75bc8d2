package io.csgen.sink.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.config.ConfigException;
import io.csgen.sink.SinkException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
    @Test
    void whatIsExpectedReadsAsItIs() {
        assertThat(FailureText.of(new SinkException("stream must exist: clicks", new Error())))
                .isEqualTo("stream must exist: clicks");
        assertThat(FailureText.of(new ConfigException(List.of("a must be 1: 2", "b must be 3: 4"))))
                .isEqualTo("a must be 1: 2; b must be 3: 4");
        assertThat(FailureText.isInternal(new SinkException("", null))).isFalse();
    }

    @Test
    void allElseIsABug() {
        assertThat(FailureText.of(new NullPointerException()))
                .isEqualTo("Internal error (a bug in csgen): java.lang.NullPointerException");
        assertThat(FailureText.of(new AssertionError("two\nlines")))
                .isEqualTo("Internal error (a bug in csgen): java.lang.AssertionError: two\\u000alines");
        assertThat(FailureText.of(new IllegalStateException("x".repeat(10_000))))
                .hasSize(334);
        assertThat(FailureText.isInternal(new NullPointerException())).isTrue();
    }

    @Test
    void whatAnotherThreadThrewReadsLikeWhatItThrew() {
        assertThat(FailureText.of(new CompletionException(new ExecutionException(new SinkException("gone", null)))))
                .isEqualTo("gone");
        assertThat(FailureText.isInternal(new CompletionException(new SinkException("gone", null))))
                .isFalse();
    }

    @Test
    void aLackOfMemorySaysWhatToDo() {
        long heap = Runtime.getRuntime().maxMemory() >> 20;

        assertThat(FailureText.of(new CompletionException(new OutOfMemoryError("Java heap space"))))
                .isEqualTo("Out of memory: a heap of " + heap
                        + " MB is too small; raise it with -Xmx, such as java -Xmx" + 2 * heap + "m");
        assertThat(FailureText.of(new OutOfMemoryError("unable to create native thread")))
                .isEqualTo("Out of memory: unable to create native thread");
        assertThat(FailureText.isInternal(new OutOfMemoryError())).isFalse();
    }

    @Test
    void aMessageThatCannotBeHadIsLeftOut() {
        RuntimeException odd = new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new StackOverflowError();
            }
        };

        assertThat(FailureText.of(odd))
                .isEqualTo("Internal error (a bug in csgen): " + odd.getClass().getName());
    }
}
