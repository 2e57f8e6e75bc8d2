package io.csgen.fault;

import io.csgen.click.Click;
import java.time.Instant;

/**
 * One entry of the ledger: a fault that was put into the stream. Immutable.
 *
 * @param fault what it is
 * @param click the click that has it, as the generator gave it; of orphans and bots, the click that came besides
 * @param detail more of it: {@code delay_ms} of duplicates and what comes late or out of order, by virtual time;
 *     {@code kind} of a malformed line; {@code field} that is missing; {@code skew_ms} of a wrong time; {@code beside}
 *     which click of the generator an orphan or a visit of a bot began
 */
public record InjectedFault(Fault fault, Click click, String detail) {

    /** Returns how much later than due the click came, in milliseconds of virtual time. */
    long delayMillis() {
        return fault.detailName().equals(Fault.DELAY) ? Long.parseLong(detail) : 0;
    }

    /** Returns the entry in JSON, without a line feed. */
    public String toJson() {
        boolean number = fault.detailName().endsWith("_ms");
        return "{\"fault\":\"" + fault
                + "\",\"click_id\":\"" + click.id()
                + "\",\"timestamp\":\"" + Instant.ofEpochMilli(click.timestampMillis())
                + "\",\"user_id\":" + click.userId()
                + ",\"" + fault.detailName() + "\":"
                + (number ? detail : '"' + detail + '"')
                + "}";
    }
}
