package io.csgen.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent.KinesisEventRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import io.csgen.click.ClickTransformer;
import io.csgen.click.ClickTransformer.DeadLetter;
import io.csgen.config.SettingsReader;
import io.csgen.examples.job.ProgramKeys;
import io.csgen.examples.job.ProgramSettings;
import io.csgen.examples.lambda.RecordOutput.Outgoing;
import io.csgen.model.ShopModel;
import io.csgen.sink.kinesis.Deaggregator;
import io.csgen.sink.kinesis.Deaggregator.UserRecord;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * An AWS Lambda function that turns the clicks in a Kinesis data stream, aggregated or not, into events in another one,
 * and what is no click into dead letters with the reason in a third. Its event source mapping must have {@code
 * ReportBatchItemFailures}: a record whose outputs were not all taken is answered as failed, so Lambda gives it again
 * with all that follow it. Hence nothing vanishes, and events may come twice, with the same {@code event_id}: the shard
 * and the sequence number of the record, and the position in it. Safe for concurrent use.
 */
public final class ClickEventsLambda implements RequestHandler<KinesisEvent, StreamsEventResponse> {
    private static final int MAX_KEY_CHARACTERS = 256;

    private final ClickTransformer transformer;
    private final RecordOutput events;
    private final RecordOutput deadLetters;
    private final String delimiter;

    /**
     * Creates the function from the settings in the environment, as all programs of csgen read them; region
     * and credentials are those of the function.
     *
     * @throws io.csgen.config.ConfigException if a setting is missing or wrong; it holds all problems
     */
    public ClickEventsLambda() {
        this(Settings.read(System.getenv()), KinesisClient.create());
    }

    private ClickEventsLambda(Settings settings, KinesisClient client) {
        this(
                settings.model.transformer(),
                new KinesisOutput(client, settings.eventsStream),
                new KinesisOutput(client, settings.deadLettersStream),
                settings.delimiter);
    }

    ClickEventsLambda(ClickTransformer transformer, RecordOutput events, RecordOutput deadLetters, String delimiter) {
        this.transformer = transformer;
        this.events = events;
        this.deadLetters = deadLetters;
        this.delimiter = delimiter;
    }

    /**
     * What the environment says. Immutable.
     *
     * @param delimiter what ends each output; may be empty
     */
    record Settings(ShopModel model, String eventsStream, String deadLettersStream, String delimiter) {
        static Settings read(Map<String, String> environment) {
            SettingsReader reader = ProgramSettings.read(environment);
            Optional<ShopModel> model = ShopModel.read(reader);
            Optional<String> events = reader.require(ProgramKeys.EVENTS_STREAM);
            Optional<String> deadLetters = reader.require(ProgramKeys.DEAD_LETTERS_STREAM);
            Optional<String> delimiter = reader.find(ProgramKeys.EVENTS_DELIMITER);
            reader.throwIfAny();
            return new Settings(
                    model.orElseThrow(),
                    events.orElseThrow(),
                    deadLetters.orElseThrow(),
                    delimiter.orElseThrow().equals("newline") ? "\n" : "");
        }
    }

    /** Transforms one batch of one Kinesis shard, and names the first record that must come again. */
    @Override
    public StreamsEventResponse handleRequest(KinesisEvent batch, @Nullable Context context) {
        List<KinesisEventRecord> records = batch.getRecords();
        List<Outgoing> forEvents = new ArrayList<>();
        List<Outgoing> forDeadLetters = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            KinesisEvent.Record record = records.get(i).getKinesis();
            SdkBytes data = SdkBytes.fromByteBuffer(record.getData());
            List<UserRecord> users = Deaggregator.deaggregate(record.getPartitionKey(), data);
            for (int position = 0; position < users.size(); position++) {
                UserRecord user = users.get(position);
                ClickTransformer.Output output = transform(user, records.get(i), position);
                // An aggregate may hold keys that no stream takes.
                String key = isKey(user.partitionKey()) ? user.partitionKey() : record.getPartitionKey();
                (output instanceof DeadLetter ? forDeadLetters : forEvents)
                        .add(new Outgoing(i, key, SdkBytes.fromUtf8String(output.json() + delimiter)));
            }
        }
        int withEvents = put(forEvents, events, records.size());
        forDeadLetters.removeIf(letter -> letter.source() >= withEvents); // they come again
        int complete = put(forDeadLetters, deadLetters, withEvents);
        // Lambda goes on from the first failure, so one is all it needs.
        return new StreamsEventResponse(records.stream()
                .skip(complete)
                .limit(1)
                .map(record -> new BatchItemFailure(record.getKinesis().getSequenceNumber()))
                .toList());
    }

    /** Lambda tells time and id of each record; who calls the function by hand may leave them out. */
    private ClickTransformer.Output transform(UserRecord user, KinesisEventRecord record, int position) {
        byte[] data = user.data().asByteArrayUnsafe();
        Date arrival = record.getKinesis().getApproximateArrivalTimestamp();
        String id = record.getEventID();
        if (arrival == null) {
            return transformer.transform(data);
        }
        return id == null
                ? transformer.transform(data, arrival.toInstant())
                : transformer.transform(data, arrival.toInstant(), id + ":" + position);
    }

    private static boolean isKey(String text) {
        return !text.isEmpty() && text.length() <= MAX_KEY_CHARACTERS;
    }

    /** Returns how many of the records have all these outputs, from the first on. */
    private static int put(List<Outgoing> outgoing, RecordOutput output, int records) {
        int taken = output.put(outgoing);
        return taken < outgoing.size() ? outgoing.get(taken).source() : records;
    }
}
