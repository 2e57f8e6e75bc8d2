package io.csgen.examples.testing;

import io.csgen.examples.cli.Csgen;
import io.csgen.examples.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Runs commands in this process and keeps what they print. */
public final class CapturedTerminal {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private InputStream in = InputStream.nullInputStream();
    private Terminal.Kind errKind = Terminal.Kind.OTHER;
    private final Map<String, String> environment = new HashMap<>();

    public CapturedTerminal with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Lets commands think that somebody sees the standard error on a terminal. */
    public CapturedTerminal showingErr() {
        errKind = Terminal.Kind.TERMINAL;
        return this;
    }

    public CapturedTerminal reading(String text) {
        in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public int run(String... args) {
        return Csgen.run(
                new Terminal(
                        in,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Terminal.Kind.OTHER,
                        errKind,
                        environment),
                args);
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
