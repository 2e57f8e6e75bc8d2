/**
 * What all sinks to Kinesis have in common: how they are configured, which stream it is and the way there, its limits,
 * and what failures mean. For sinks; who uses a sink meets its configuration alone.
 */
@NullMarked
package io.csgen.sink.kinesis.stream;

import org.jspecify.annotations.NullMarked;
