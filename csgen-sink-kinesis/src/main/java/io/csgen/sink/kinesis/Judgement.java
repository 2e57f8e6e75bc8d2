package io.csgen.sink.kinesis;

import io.csgen.sink.kinesis.KinesisClick.Company;
import io.csgen.sink.kinesis.stream.Failure;
import io.csgen.sink.kinesis.stream.Failure.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** What the outcome of a request means for its clicks and lanes. Guarded by the lock of the sink. */
final class Judgement {
    /** Why clicks of an aggregate are sent again that lies where consumers drop it. */
    static final String ASTRAY = "landed in a Kinesis shard that is not for all keys of its aggregate";

    /** A record that Kinesis put where the map does not say; what that means is known once the map is renewed. */
    record Stray(
            StreamRecord record, String shardId, @Nullable String sequenceNumber) {}

    /** Clicks to be tried again, in order, each after its lane's pause. */
    final List<KinesisClick> again = new ArrayList<>();

    final List<Stray> strays = new ArrayList<>();

    /** Whether a record landed where the map does not say. */
    boolean mapIsOld;

    /** What went wrong with the request as a whole, if anything. */
    final @Nullable Failure failure;

    /** Records that were refused for their rate, by Kinesis shard. */
    final Map<String, Integer> throttled = new TreeMap<>();

    private final Retries retries;
    private final long now;
    private int delivered;

    /** What an answer says about one lane. */
    private static final class Tally {
        int accepted;
        long acceptedBytes;
        int throttled;
        long throttledBytes;
        long againAt;
    }

    private final Map<Lane, Tally> tallies = new LinkedHashMap<>();

    private Judgement(@Nullable Failure failure, Retries retries, long now) {
        this.failure = failure;
        this.retries = retries;
        this.now = now;
    }

    static Judgement of(
            Request request,
            @Nullable PutRecordsResponse response,
            @Nullable Throwable error,
            Retries retries,
            long now) {
        List<StreamRecord> records = request.records;
        Judgement judgement = new Judgement(Failure.ofRequest(response, error, records.size()), retries, now);
        List<PutRecordsResultEntry> results =
                judgement.failure == null && response != null ? response.records() : List.of();
        List<@Nullable Failure> failures = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            failures.add(results.isEmpty() ? judgement.failure : Failure.ofRecord(results.get(i)));
            judgement.count(records.get(i), failures.get(i));
        }
        judgement.teach();
        Company company = judgement.companyAfter(request);
        for (int i = 0; i < records.size(); i++) {
            Failure failure = failures.get(i);
            if (failure == null) {
                judgement.accept(records.get(i), results.get(i));
            } else {
                judgement.refuse(records.get(i), failure, company);
            }
        }
        return judgement;
    }

    private void count(StreamRecord record, @Nullable Failure failure) {
        Lane lane = record.lane();
        Tally tally = tallies.computeIfAbsent(lane, none -> new Tally());
        if (failure == null) {
            tally.accepted++;
            tally.acceptedBytes += record.bytes();
        } else if (failure.verdict() == Verdict.THROTTLED) {
            tally.throttled++;
            tally.throttledBytes += record.bytes();
            throttled.merge(lane.range.name(), 1, Integer::sum);
        }
    }

    private void teach() {
        tallies.forEach((lane, tally) -> {
            lane.pace.learn(
                    now,
                    Pace.seconds(tally.accepted, tally.acceptedBytes),
                    Pace.seconds(tally.throttled, tally.throttledBytes));
            lane.failures = tally.accepted > 0 ? 0 : lane.failures + 1;
            tally.againAt = now + retries.pauseNanos(lane.failures);
        });
        if (failure != null) {
            // Lanes that failed together come back together, in one request.
            int failures = tallies.keySet().stream()
                    .mapToInt(lane -> lane.failures)
                    .max()
                    .orElse(1);
            long againAt = now + retries.pauseNanos(failures);
            tallies.values().forEach(tally -> tally.againAt = againAt);
        }
    }

    /** The objection to a whole request is to one click or some; smaller requests will tell. */
    private Company companyAfter(Request request) {
        if (failure == null || failure.verdict() != Verdict.REJECTED || request.clicks.size() == 1) {
            return Company.ANY;
        }
        boolean many = request.records.size() > 1;
        return many && request.records.stream().anyMatch(StreamRecord::isAggregated) ? Company.RECORD : Company.NONE;
    }

    private void accept(StreamRecord record, PutRecordsResultEntry result) {
        boolean astray = record.isAstray(result.shardId());
        mapIsOld |= astray;
        if (astray && record.isAggregated()) {
            record.lane().lost = true;
            record.clicks().forEach(click -> click.unclear(ASTRAY));
            strays.add(new Stray(record, result.shardId(), result.sequenceNumber()));
        } else { // a single click that is astray was led there by its own key
            deliver(record, result.shardId(), result.sequenceNumber());
        }
    }

    private void deliver(StreamRecord record, @Nullable String shardId, @Nullable String sequenceNumber) {
        record.delivered(shardId, sequenceNumber);
        delivered += record.clicks().size();
    }

    private void refuse(StreamRecord record, Failure why, Company company) {
        boolean narrowed = company != Company.ANY;
        long againAt = narrowed ? now : Objects.requireNonNull(tallies.get(record.lane())).againAt;
        boolean mayPass = narrowed || why.mayPass();
        for (KinesisClick click : record.clicks()) {
            click.company = company;
            if (why.maybeWritten()) {
                click.unclear(why.reason());
            } else {
                click.refused(why.reason());
            }
            tryAgain(click, mayPass, againAt, why.reason());
        }
    }

    private void tryAgain(KinesisClick click, boolean mayPass, long at, String reason) {
        if (mayPass && retries.allow(click, at)) {
            click.dueNanos = at;
            again.add(click);
        } else {
            click.failed(reason);
        }
    }

    /**
     * Judges records that went astray, now that the map is renewed. Consumers of a Kinesis shard drop an
     * aggregate with any click whose hash does not belong there, so such clicks are sent again.
     */
    static Judgement ofStrays(List<Stray> strays, ShardMap map, Retries retries, long now) {
        Judgement judgement = new Judgement(null, retries, now);
        for (Stray stray : strays) {
            StreamRecord record = stray.record();
            if (map.holds(stray.shardId(), record.clicks())) {
                judgement.deliver(record, stray.shardId(), stray.sequenceNumber());
                continue;
            }
            for (KinesisClick click : record.clicks()) {
                judgement.tryAgain(click, true, now, ASTRAY);
            }
        }
        return judgement;
    }

    /** Returns what people may want to know of the request. */
    KinesisRequest describe(Request request, int inFlight, long accepted) {
        return new KinesisRequest(
                Duration.ofNanos(now - request.startedAt),
                request.records.size(),
                request.clicks.size(),
                request.records.stream().mapToLong(StreamRecord::bytes).sum(),
                delivered,
                again.size(),
                throttled,
                inFlight,
                accepted);
    }
}
