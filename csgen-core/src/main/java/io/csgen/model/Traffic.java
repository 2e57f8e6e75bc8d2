package io.csgen.model;

import io.csgen.config.Key;
import io.csgen.config.Problems;

/**
 * How many clicks there are. Sessions begin at random, independently of each other, at a rate that
 * makes this the mean. Immutable.
 *
 * @param clicksPerSecond mean number of clicks in a second of virtual time; from 0.0001 to 10,000,000
 */
public record Traffic(double clicksPerSecond) {
    /**
     * Creates a description of traffic.
     *
     * @throws io.csgen.config.ConfigException if the rate is out of bounds
     */
    public Traffic {
        double rate = clicksPerSecond;
        Problems problems = new Problems();
        problems.collect(() -> ModelKeys.CLICKS_PER_SECOND.parse(Double.isFinite(rate) ? Key.plain(rate) : "" + rate));
        problems.throwIfAny();
    }
}
