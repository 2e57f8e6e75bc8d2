package io.csgen.sink.kinesis.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.csgen.sink.kinesis.scripted.ScriptedStream.Entry;
import io.csgen.sink.kinesis.scripted.ScriptedStream.Page;
import io.csgen.sink.kinesis.scripted.ScriptedStream.Result;
import io.csgen.sink.kinesis.scripted.Wire.Answer;
import io.csgen.sink.kinesis.scripted.Wire.Put;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What Kinesis does for its clients, as far as csgen's tests need it. Safe for concurrent use. */
final class Operations {
    private static final int MAX_RECORDS = 500;
    private static final long MAX_BYTES = 10 << 20;
    private static final int MAX_RECORD_BYTES = 1 << 20;
    private static final int PAGE_RECORDS = 10_000;
    private static final int PAGE_SHARDS = 1_000;

    private final Map<String, ScriptedStream> streams = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    Operations(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    ScriptedStream createStream(String name, int shardCount) {
        ScriptedStream stream = new ScriptedStream(name, shardCount, nanoTime);
        if (streams.putIfAbsent(name, stream) != null) {
            throw new Refusal(
                    400,
                    "ResourceInUseException",
                    "Stream " + name + " under account " + ScriptedKinesis.ACCOUNT + " already exists.");
        }
        return stream;
    }

    /** Does what a request asks for; an error is an answer, too. */
    Answer perform(String operation, Wire wire, byte[] body, EntryFault fault) {
        try {
            return switch (operation) {
                case "PutRecords" -> wire.answerPutRecords(putRecords(wire.readPut(body), fault));
                case "PutRecord" -> wire.answer(putRecord(wire.readPut(body), fault, wire));
                default -> wire.answer(perform(operation, wire, wire.read(body)));
            };
        } catch (Refusal refusal) {
            return wire.answer(refusal);
        }
    }

    private ObjectNode perform(String operation, Wire wire, JsonNode request) {
        ObjectNode answer = wire.mapper.createObjectNode();
        switch (operation) {
            case "ListShards" -> listShards(request, answer);
            case "DescribeStreamSummary" ->
                describe(stream(request), wire, answer.putObject("StreamDescriptionSummary"), true);
            case "DescribeStream" -> describeStream(request, wire, answer.putObject("StreamDescription"));
            case "GetShardIterator" -> answer.put("ShardIterator", iterator(request));
            case "GetRecords" -> getRecords(request, wire, answer);
            case "CreateStream" ->
                createStream(
                        text(request, "StreamName"), request.path("ShardCount").asInt(1));
            case "DeleteStream" -> streams.remove(stream(request).name());
            case "SplitShard" ->
                stream(request)
                        .split(text(request, "ShardToSplit"), new BigInteger(text(request, "NewStartingHashKey")));
            case "MergeShards" ->
                stream(request).merge(text(request, "ShardToMerge"), text(request, "AdjacentShardToMerge"));
            case "UpdateShardCount" -> updateShardCount(request, answer);
            default -> throw new Refusal(400, "UnknownOperationException", "Unknown operation " + operation + ".");
        }
        return answer;
    }

    private List<Result> putRecords(Put put, EntryFault fault) {
        List<Entry> entries = put.entries();
        if (entries.isEmpty() || entries.size() > MAX_RECORDS) {
            throw Refusal.validation("1 validation error detected: Records must have 1 to " + MAX_RECORDS + " members: "
                    + entries.size());
        }
        if (entries.stream().mapToLong(Entry::bytes).sum() > MAX_BYTES) {
            throw Refusal.argument("Records size exceeds " + MAX_BYTES + " bytes.");
        }
        if (entries.stream().anyMatch(entry -> entry.data().length > MAX_RECORD_BYTES)) {
            throw Refusal.validation(
                    "1 validation error detected: Data must have at most " + MAX_RECORD_BYTES + " bytes");
        }
        return stream(put.stream(), put.arn()).put(entries, fault);
    }

    private ObjectNode putRecord(Put put, EntryFault fault, Wire wire) {
        Result result = putRecords(put, fault).get(0);
        if (result.code() != null) {
            throw new Refusal(
                    result.code().startsWith("Internal") ? 500 : 400, result.code(), String.valueOf(result.message()));
        }
        return wire.mapper
                .createObjectNode()
                .put("ShardId", result.shardId())
                .put("SequenceNumber", HeldRecord.sequenceNumber(result.sequence()))
                .put("EncryptionType", "NONE");
    }

    private void listShards(JsonNode request, ObjectNode answer) {
        String token = request.path("NextToken").asText();
        String[] place = token.split("\\|");
        ScriptedStream stream = token.isEmpty() ? stream(request) : stream(place[0], null);
        String after = token.isEmpty() ? request.path("ExclusiveStartShardId").asText() : place[1];
        boolean onlyOpen = token.isEmpty()
                ? request.path("ShardFilter").path("Type").asText().equals("AT_LATEST")
                : Boolean.parseBoolean(place[2]);
        int limit = request.path("MaxResults").asInt(PAGE_SHARDS);
        boolean more = listShards(
                stream,
                shard -> shard.id.compareTo(after) > 0 && (!onlyOpen || shard.isOpen()),
                limit,
                answer.putArray("Shards"));
        if (more) {
            ArrayNode shards = (ArrayNode) answer.get("Shards");
            String last = shards.get(shards.size() - 1).get("ShardId").asText();
            answer.put("NextToken", stream.name() + "|" + last + "|" + onlyOpen);
        }
    }

    /** Lists at most so many; returns whether there are more. */
    private static boolean listShards(
            ScriptedStream stream, Predicate<ScriptedShard> wanted, int limit, ArrayNode list) {
        synchronized (stream) {
            List<ScriptedShard> all = stream.shards().stream().filter(wanted).toList();
            for (ScriptedShard shard : all.subList(0, Math.min(limit, all.size()))) {
                ObjectNode one = list.addObject().put("ShardId", shard.id);
                if (shard.parent != null) {
                    one.put("ParentShardId", shard.parent.id);
                }
                if (shard.adjacentParent != null) {
                    one.put("AdjacentParentShardId", shard.adjacentParent.id);
                }
                one.putObject("HashKeyRange")
                        .put("StartingHashKey", shard.first.toString())
                        .put("EndingHashKey", shard.last.toString());
                ObjectNode range = one.putObject("SequenceNumberRange")
                        .put("StartingSequenceNumber", HeldRecord.sequenceNumber(shard.startingSequence));
                if (!shard.isOpen()) {
                    range.put("EndingSequenceNumber", HeldRecord.sequenceNumber(shard.endingSequence));
                }
            }
            return all.size() > limit;
        }
    }

    private static void describe(ScriptedStream stream, Wire wire, ObjectNode answer, boolean summary) {
        answer.put("StreamName", stream.name())
                .put("StreamARN", stream.arn())
                .put("StreamStatus", "ACTIVE")
                .put("RetentionPeriodHours", 24)
                .put("EncryptionType", "NONE");
        answer.putObject("StreamModeDetails").put("StreamMode", "PROVISIONED");
        answer.putArray("EnhancedMonitoring").addObject().putArray("ShardLevelMetrics");
        wire.putTime(answer, "StreamCreationTimestamp", stream.createdMillis());
        if (summary) {
            answer.put("OpenShardCount", stream.openShards()).put("ConsumerCount", 0);
        }
    }

    private void describeStream(JsonNode request, Wire wire, ObjectNode answer) {
        ScriptedStream stream = stream(request);
        String after = request.path("ExclusiveStartShardId").asText();
        describe(stream, wire, answer, false);
        boolean more = listShards(
                stream,
                shard -> shard.id.compareTo(after) > 0,
                request.path("Limit").asInt(100),
                answer.putArray("Shards"));
        answer.put("HasMoreShards", more);
    }

    /** An iterator names its place: nothing is kept between requests. */
    private String iterator(JsonNode request) {
        ScriptedStream stream = stream(request);
        String shard = text(request, "ShardId");
        long end = stream.endOf(shard);
        String type = text(request, "ShardIteratorType");
        long from = switch (type) {
            case "TRIM_HORIZON" -> 0;
            case "LATEST" -> end;
            case "AT_SEQUENCE_NUMBER" -> sequence(request);
            case "AFTER_SEQUENCE_NUMBER" -> sequence(request) + 1;
            default -> throw Refusal.argument("ShardIteratorType " + type + " is not known here.");
        };
        return iterator(stream, shard, from);
    }

    private static String iterator(ScriptedStream stream, String shard, long from) {
        return stream.name() + "|" + shard + "|" + from;
    }

    private static long sequence(JsonNode request) {
        String number = text(request, "StartingSequenceNumber");
        long sequence = HeldRecord.sequence(number);
        if (sequence < 0) {
            throw Refusal.argument("StartingSequenceNumber " + number + " is none of this endpoint.");
        }
        return sequence;
    }

    private void getRecords(JsonNode request, Wire wire, ObjectNode answer) {
        String[] place = text(request, "ShardIterator").split("\\|");
        if (place.length != 3) {
            throw Refusal.argument("Invalid ShardIterator.");
        }
        ScriptedStream stream = stream(place[0], null);
        int limit = request.path("Limit").asInt(PAGE_RECORDS);
        Page page = stream.page(place[1], Long.parseLong(place[2]), limit, MAX_BYTES);
        ArrayNode records = answer.putArray("Records");
        for (HeldRecord record : page.records()) {
            ObjectNode one = records.addObject()
                    .put("SequenceNumber", record.sequenceNumber())
                    .put("PartitionKey", record.partitionKey())
                    .put("Data", record.data())
                    .put("EncryptionType", "NONE");
            wire.putTime(one, "ApproximateArrivalTimestamp", record.arrivalMillis());
        }
        answer.put("MillisBehindLatest", page.behind() ? 1 : 0);
        if (page.ended()) {
            listChildren(stream, place[1], answer.putArray("ChildShards"));
        } else {
            answer.put("NextShardIterator", iterator(stream, place[1], page.nextSequence()));
        }
    }

    private static void listChildren(ScriptedStream stream, String parent, ArrayNode list) {
        for (ScriptedShard shard : stream.shards()) {
            boolean first = shard.parent != null && shard.parent.id.equals(parent);
            boolean second = shard.adjacentParent != null && shard.adjacentParent.id.equals(parent);
            if (first || second) {
                ObjectNode child = list.addObject().put("ShardId", shard.id);
                ArrayNode parents = child.putArray("ParentShards");
                if (shard.parent != null) {
                    parents.add(shard.parent.id);
                }
                if (shard.adjacentParent != null) {
                    parents.add(shard.adjacentParent.id);
                }
                child.putObject("HashKeyRange")
                        .put("StartingHashKey", shard.first.toString())
                        .put("EndingHashKey", shard.last.toString());
            }
        }
    }

    private void updateShardCount(JsonNode request, ObjectNode answer) {
        ScriptedStream stream = stream(request);
        int target = request.path("TargetShardCount").asInt();
        answer.put("StreamName", stream.name())
                .put("StreamARN", stream.arn())
                .put("CurrentShardCount", stream.openShards())
                .put("TargetShardCount", target);
        stream.resize(target);
    }

    private ScriptedStream stream(JsonNode request) {
        return stream(
                request.hasNonNull("StreamName") ? request.get("StreamName").asText() : null,
                request.hasNonNull("StreamARN") ? request.get("StreamARN").asText() : null);
    }

    private ScriptedStream stream(@Nullable String name, @Nullable String arn) {
        String wanted = name;
        if (wanted == null) {
            if (arn == null) {
                throw Refusal.argument("Either StreamName or StreamARN must be given.");
            }
            wanted = arn.substring(arn.indexOf('/') + 1);
        }
        ScriptedStream stream = streams.get(wanted);
        if (stream == null) {
            throw Refusal.notFound("Stream " + wanted + " under account " + ScriptedKinesis.ACCOUNT + " not found.");
        }
        return stream;
    }

    private static String text(JsonNode request, String field) {
        if (!request.hasNonNull(field)) {
            throw Refusal.validation("1 validation error detected: " + field + " must not be null");
        }
        return request.get(field).asText();
    }
}
