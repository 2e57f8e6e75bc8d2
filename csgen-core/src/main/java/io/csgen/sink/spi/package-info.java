/**
 * For authors of sinks: the clicks in flight of a sink, with the part of the sink contract that is the same for all.
 * Start with {@link io.csgen.sink.spi.BatchQueue}; users of sinks do not need this package.
 */
@NullMarked
package io.csgen.sink.spi;

import org.jspecify.annotations.NullMarked;
