package io.csgen.architecture.simulate;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/** Each method depends on time, threads or the machine; those whose name says so do not. */
public final class Impure {
    private Impure() {}

    static long currentTimeMillis() {
        return System.currentTimeMillis();
    }

    static long nanoTime() {
        return System.nanoTime();
    }

    static LongSupplier methodReference() {
        return System::nanoTime;
    }

    static Instant instantNow() {
        return Instant.now();
    }

    static LocalDate localDateNow() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    static LocalDateTime localDateTimeNow() {
        return LocalDateTime.now(ZoneOffset.UTC);
    }

    static ZonedDateTime zonedDateTimeNow() {
        return ZonedDateTime.now(ZoneOffset.UTC);
    }

    static Clock systemClock() {
        return Clock.systemUTC();
    }

    static Date date() {
        return new Date();
    }

    static Thread newThread() {
        return new Thread(() -> {});
    }

    static void sleep() throws InterruptedException {
        Thread.sleep(1);
    }

    static void executor() {
        Executors.newCachedThreadPool().shutdown();
    }

    static int sharedRandom() {
        return ThreadLocalRandom.current().nextInt();
    }

    static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    static long parallelStream() {
        return LongStream.of(1, 2).parallel().sum()
                + List.of(1, 2).parallelStream().count();
    }

    static String property() {
        return System.getProperty("user.dir");
    }

    static String environment() {
        return System.getenv("HOME");
    }

    static String format() {
        return String.format("%f", 0.5);
    }

    static String formatted() {
        return "%f".formatted(0.5);
    }

    static String lowerCase() {
        return "TITLE".toLowerCase();
    }

    static byte[] bytes() {
        return "ü".getBytes();
    }

    static String string() {
        return new String(new byte[1]);
    }

    static Charset charset() {
        return Charset.defaultCharset();
    }

    static Locale locale() {
        return Locale.getDefault();
    }

    static ZoneId zone() {
        return ZoneId.systemDefault();
    }

    static UUID uuid() {
        return UUID.randomUUID();
    }

    static double random() {
        return Math.random();
    }

    static String allowedText() {
        byte[] bytes = String.format(Locale.ROOT, "%f", 0.5).getBytes(StandardCharsets.UTF_8);
        return new String(bytes, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    }

    static long allowedTime() {
        return Instant.ofEpochMilli(0).plus(Duration.ofDays(1)).toEpochMilli() + new Date(0).getTime();
    }
}
