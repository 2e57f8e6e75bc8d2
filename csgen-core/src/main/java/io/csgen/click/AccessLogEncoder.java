package io.csgen.click;

import io.csgen.internal.RandomStream;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Requests of clicks in the combined log format. Safe for concurrent use: it remembers the latest day, which threads may
 * find out again without harm.
 */
final class AccessLogEncoder implements ClickEncoder {
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MMM/uuuu:", Locale.ENGLISH);

    /** The networks for documentation of RFC 5737, each with 254 addresses of hosts. */
    private static final Bytes.Text[] NETWORKS = {
        Bytes.text("192.0.2."), Bytes.text("198.51.100."), Bytes.text("203.0.113.")
    };

    private static final int HOSTS = 254;
    private static final Bytes.Text AFTER_ADDRESS = Bytes.text(" - - [");
    private static final int TIME_LENGTH = 8;
    private static final Bytes.Text GET = Bytes.text(" +0000] \"GET ");
    private static final Bytes.Text POST = Bytes.text(" +0000] \"POST ");
    private static final Bytes.Text AFTER_TARGET = Bytes.text(" HTTP/1.1\" 200 ");
    private static final Bytes.Text END = Bytes.text(" \"-\" \"Mozilla/5.0 (csgen)\"");
    private static final int SMALLEST_PAGE = 4_096;

    private record Day(long number, Bytes.Text text) {
        static Day of(long number) {
            return new Day(number, Bytes.text(DAY.format(LocalDate.ofEpochDay(number))));
        }
    }

    private final UrlText target;
    private Day latest = Day.of(0);

    AccessLogEncoder(String path, List<String> groupNames) {
        target = new UrlText(path, groupNames);
    }

    @Override
    public int maxBytes() {
        return NETWORKS[1].length()
                + 3
                + AFTER_ADDRESS.length()
                + latest.text.length()
                + TIME_LENGTH
                + POST.length()
                + target.maxBytes()
                + AFTER_TARGET.length()
                + Bytes.MAX_INT_DIGITS
                + END.length()
                + Bytes.SLACK;
    }

    @Override
    public int encode(ClickView click, byte[] line, int offset) {
        int address = (int) (mixed(click.userId()) >>> 33) % (NETWORKS.length * HOSTS);
        int at = NETWORKS[address / HOSTS].put(line, offset);
        at = Bytes.putInt(1 + address % HOSTS, line, at);
        at = AFTER_ADDRESS.put(line, at);
        at = putTime(click.timestampMillis(), line, at);
        at = (isSent(click.type()) ? POST : GET).put(line, at);
        at = target.put(click, line, at);
        at = AFTER_TARGET.put(line, at);
        long page = (long) click.groupId() << Integer.SIZE | Integer.toUnsignedLong(click.productId());
        at = Bytes.putInt(SMALLEST_PAGE + (int) (mixed(page) >>> 48), line, at);
        return END.put(line, at);
    }

    /** Returns whether a page is requested by sending a form. */
    private static boolean isSent(ClickType type) {
        return type == ClickType.ADD_TO_CART || type == ClickType.PURCHASE;
    }

    private int putTime(long millis, byte[] line, int offset) {
        long number = Math.floorDiv(millis, MILLIS_PER_DAY);
        Day day = latest;
        if (day.number != number) {
            day = Day.of(number);
            latest = day;
        }
        int at = day.text.put(line, offset);
        int seconds = (int) (millis - number * MILLIS_PER_DAY) / 1_000;
        Bytes.putEight(Bytes.clock(seconds), line, at);
        return at + TIME_LENGTH;
    }

    private static long mixed(long value) {
        return RandomStream.mix(value + RandomStream.GAMMA);
    }
}
