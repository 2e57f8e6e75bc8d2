package io.csgen.examples;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import org.slf4j.LoggerFactory;

/** Sets what csgen logs of itself; the rest stands in {@code logback.xml}. */
final class Logging {
    private static final String WITH_STACK_TRACES = "%d{HH:mm:ss.SSS} %-5level [%thread] %logger{0} - %msg%n%ex";

    private Logging() {}

    /** Logs from a level on. */
    static void from(Level level) {
        ((Logger) LoggerFactory.getLogger("io.csgen")).setLevel(level);
    }

    /** Logs everything of csgen, with threads and stack traces. */
    static void verbose() {
        from(Level.DEBUG);
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Appender<ILoggingEvent> appender = root.getAppender("STDERR");
        if (appender instanceof OutputStreamAppender<ILoggingEvent> stream
                && stream.getEncoder() instanceof PatternLayoutEncoder encoder) {
            encoder.stop();
            encoder.setPattern(WITH_STACK_TRACES);
            encoder.start();
        }
    }
}
