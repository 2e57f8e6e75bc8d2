package io.csgen.examples.job;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** Sets what csgen logs of itself, and how; the rest is that of {@link LogConfigurator}. */
public final class Logging {
    /** How a line of the log is written. */
    public enum Format {
        /** For people. */
        TEXT,
        /** An object for each event, for programs. */
        JSON;

        /** Returns the name used in settings. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What writes to the standard error. */
    static final String APPENDER = "STDERR";

    private static final String WITH_STACK_TRACES =
            "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%thread] %logger{0} - %msg%n%ex";

    private Logging() {}

    /** Logs from a level on. */
    public static void from(Level level) {
        ((Logger) LoggerFactory.getLogger("io.csgen")).setLevel(level);
    }

    /** Logs everything of csgen, with threads and stack traces. */
    public static void verbose() {
        from(Level.DEBUG);
        if (appender().getEncoder() instanceof PatternLayoutEncoder encoder) {
            encoder.stop();
            encoder.setPattern(WITH_STACK_TRACES);
            encoder.start();
        }
    }

    /** Logs in a format. */
    static void in(Format format) {
        if (format == Format.JSON) {
            OutputStreamAppender<ILoggingEvent> appender = appender();
            JsonEncoder encoder = new JsonEncoder();
            encoder.setContext(appender.getContext());
            encoder.setWithSequenceNumber(false);
            encoder.setWithNanoseconds(false);
            encoder.setWithContext(false);
            encoder.setWithMDC(false);
            encoder.setWithMarkers(false);
            encoder.setWithKVPList(false);
            encoder.setWithArguments(false);
            encoder.setWithMessage(false);
            encoder.setWithFormattedMessage(true);
            encoder.start();
            appender.setEncoder(encoder);
        }
    }

    private static OutputStreamAppender<ILoggingEvent> appender() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        return (OutputStreamAppender<ILoggingEvent>) root.getAppender(APPENDER);
    }
}
