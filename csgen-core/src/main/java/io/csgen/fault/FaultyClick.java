package io.csgen.fault;

import io.csgen.click.Click;
import java.time.Instant;
import java.util.Optional;

/**
 * A click of a stream with faults, as {@link Faults#clicks} gives it. Immutable.
 *
 * <p>A fault that is in how a click is written does not show in the click: {@link FaultInjection#encoder} writes it.
 *
 * @param click as the generator gave it; of orphans and bots, the click that came besides
 * @param comesAt the virtual time at which it comes, which is no earlier than that of the one before: its own time, or
 *     later where the fault delays it
 * @param fault what is wrong with it; of a duplicate, the further copy has it
 */
public record FaultyClick(Click click, Instant comesAt, Optional<Fault> fault) {}
