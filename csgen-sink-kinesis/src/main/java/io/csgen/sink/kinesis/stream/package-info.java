/**
 * What all sinks to Kinesis have in common: which stream it is and the way there, its limits, and what failures mean.
 * For sinks; users of sinks need nothing of it.
 */
@NullMarked
package io.csgen.sink.kinesis.stream;

import org.jspecify.annotations.NullMarked;
