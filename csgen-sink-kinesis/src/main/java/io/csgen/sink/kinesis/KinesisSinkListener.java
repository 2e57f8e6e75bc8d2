package io.csgen.sink.kinesis;

/**
 * Learns how a {@link KinesisSink} is doing; for metrics of your own. Must be safe for concurrent use,
 * must not wait for the sink, and is not called once {@code close} has returned. An exception from it is
 * logged and changes nothing else.
 */
@FunctionalInterface
public interface KinesisSinkListener {
    /** Takes note of one request, as soon as it is answered, refused, lost or out of time. */
    void answered(KinesisRequest request);
}
