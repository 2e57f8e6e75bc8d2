package io.csgen.examples.lambda;

import io.csgen.sink.kinesis.stream.KinesisLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * Puts records into a Kinesis data stream. What Kinesis refuses is sent again a few times within a second,
 * alone; whoever calls has to decide about the rest. Safe for concurrent use.
 */
final class KinesisOutput implements RecordOutput {
    private static final Logger LOGGER = LoggerFactory.getLogger(KinesisOutput.class);
    private static final int ATTEMPTS = 4;
    private static final long PAUSE_MILLIS = 100;

    private final KinesisClient client;
    private final String stream;

    KinesisOutput(KinesisClient client, String stream) {
        this.client = client;
        this.stream = stream;
    }

    @Override
    public int put(List<Outgoing> records) {
        int from = 0;
        while (from < records.size()) {
            List<Outgoing> request = records.subList(from, endOfRequest(records, from));
            int taken = putRequest(request);
            from += taken;
            if (taken < request.size()) {
                return from;
            }
        }
        return from;
    }

    private static int endOfRequest(List<Outgoing> records, int from) {
        int most = Math.min(records.size(), from + KinesisLimits.REQUEST_RECORDS);
        int to = from;
        long bytes = 0;
        while (to < most) {
            Outgoing record = records.get(to);
            bytes += record.data().asByteArrayUnsafe().length
                    + record.partitionKey().getBytes(StandardCharsets.UTF_8).length;
            if (to > from && bytes > KinesisLimits.REQUEST_BYTES) {
                break;
            }
            to++;
        }
        return to;
    }

    private int putRequest(List<Outgoing> records) {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            left.add(i);
        }
        try {
            for (int attempt = 1; !left.isEmpty(); attempt++) {
                String refusal = attempt(records, left);
                if (!left.isEmpty() && (attempt == ATTEMPTS || !pause(attempt))) {
                    LOGGER.warn("stream {} did not take {} records: {}", stream, left.size(), refusal);
                    return left.get(0);
                }
            }
        } catch (SdkException e) {
            LOGGER.warn("stream {} did not take {} records: {}", stream, left.size(), e.getMessage());
            return left.get(0);
        }
        return records.size();
    }

    /** Sends some records, leaves those that were refused, and returns why the last one was. */
    private String attempt(List<Outgoing> records, List<Integer> left) {
        List<PutRecordsRequestEntry> entries = left.stream()
                .map(records::get)
                .map(record -> PutRecordsRequestEntry.builder()
                        .partitionKey(record.partitionKey())
                        .data(record.data())
                        .build())
                .toList();
        List<PutRecordsResultEntry> results = client.putRecords(
                        request -> request.streamName(stream).records(entries))
                .records();
        String refusal = "";
        List<Integer> sent = List.copyOf(left);
        left.clear();
        for (int i = 0; i < sent.size(); i++) {
            PutRecordsResultEntry result = results.get(i);
            if (result.errorCode() != null) {
                left.add(sent.get(i));
                refusal = result.errorCode() + ": " + result.errorMessage();
            }
        }
        return refusal;
    }

    private static boolean pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(PAUSE_MILLIS << attempt - 1) + 1);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
