/**
 * A Kinesis endpoint that does what a test tells it: real HTTP and the real limits of Kinesis shards,
 * faults at chosen requests, and a full account of what it holds. Needs nothing of csgen.
 */
@NullMarked
package io.csgen.sink.kinesis.scripted;

import org.jspecify.annotations.NullMarked;
