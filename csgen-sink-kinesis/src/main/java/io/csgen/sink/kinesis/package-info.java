/**
 * A sink that puts clicks into an Amazon Kinesis data stream: batched, retried, bounded, and in order
 * for each partition key. Needs nothing of csgen but clicks, settings and the sink contract.
 */
@NullMarked
package io.csgen.sink.kinesis;

import org.jspecify.annotations.NullMarked;
