package io.csgen.sink.kinesis;

import io.csgen.sink.Receipt;
import io.csgen.sink.kinesis.Failure.Verdict;
import io.csgen.sink.kinesis.InFlightClick.Company;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** What the outcome of a request means for its clicks and lanes. Guarded by the lock of the sink. */
final class Judgement {
    /** A record that Kinesis put where the map does not say; what that means is known once the map is renewed. */
    record Stray(
            StreamRecord record, String shardId, @Nullable String sequenceNumber) {}

    /** Clicks that now have their receipt. */
    final List<InFlightClick> ended = new ArrayList<>();

    /** Clicks to be tried again, in order, each after its lane's pause. */
    final List<InFlightClick> again = new ArrayList<>();

    final List<Stray> strays = new ArrayList<>();

    /** Whether a record landed where the map does not say. */
    boolean mapIsOld;

    /** What went wrong with the request as a whole, if anything. */
    final @Nullable Failure failure;

    /** Records that were refused for their rate, by Kinesis shard. */
    final Map<String, Integer> throttled = new TreeMap<>();

    private final Retries retries;
    private final long now;

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
        judgement.teach(request.lanes());
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
        if (failure == null) {
            lane.accepted++;
            lane.acceptedBytes += record.bytes();
        } else if (failure.verdict() == Verdict.THROTTLED) {
            lane.throttled++;
            lane.throttledBytes += record.bytes();
            throttled.merge(lane.range.name(), 1, Integer::sum);
        }
    }

    private void teach(Set<Lane> lanes) {
        for (Lane lane : lanes) {
            lane.pace.learn(
                    now,
                    Pace.seconds(lane.accepted, lane.acceptedBytes),
                    Pace.seconds(lane.throttled, lane.throttledBytes));
            lane.failures = lane.accepted > 0 ? 0 : lane.failures + 1;
            lane.againAt = now + retries.pauseNanos(lane.failures);
            lane.accepted = 0;
            lane.acceptedBytes = 0;
            lane.throttled = 0;
            lane.throttledBytes = 0;
        }
        if (failure != null) {
            // Lanes that failed together come back together, in one request.
            int failures = lanes.stream().mapToInt(lane -> lane.failures).max().orElse(1);
            long againAt = now + retries.pauseNanos(failures);
            lanes.forEach(lane -> lane.againAt = againAt);
        }
    }

    /** The objection to a whole request is to one click or some; smaller requests will tell. */
    private Company companyAfter(Request request) {
        if (failure == null || failure.verdict() != Verdict.REJECTED || request.clicks() == 1) {
            return Company.ANY;
        }
        boolean many = request.records.size() > 1;
        return many && request.records.stream().anyMatch(StreamRecord::isAggregated) ? Company.RECORD : Company.NONE;
    }

    private void accept(StreamRecord record, PutRecordsResultEntry result) {
        if (!record.isAstray(result.shardId())) {
            record.delivered(result);
            ended.addAll(record.clicks());
            return;
        }
        mapIsOld = true;
        if (record.isAggregated()) {
            record.lane().lost = true;
            strays.add(new Stray(record, result.shardId(), result.sequenceNumber()));
        } else {
            record.delivered(result); // its own key led it there
            ended.addAll(record.clicks());
        }
    }

    private void refuse(StreamRecord record, Failure why, Company company) {
        boolean narrowed = company != Company.ANY;
        long againAt = narrowed ? now : record.lane().againAt;
        boolean mayPass = narrowed || why.mayPass();
        for (InFlightClick click : record.clicks()) {
            click.company = company;
            click.maybeWritten |= why.maybeWritten();
            tryAgain(click, mayPass, againAt, why.reason());
        }
    }

    private void tryAgain(InFlightClick click, boolean mayPass, long at, String reason) {
        if (mayPass && retries.allow(click, at)) {
            click.dueNanos = at;
            again.add(click);
        } else {
            click.failed(reason);
            ended.add(click);
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
                record.delivered(stray.shardId(), stray.sequenceNumber());
                judgement.ended.addAll(record.clicks());
                continue;
            }
            for (InFlightClick click : record.clicks()) {
                click.maybeWritten = true;
                judgement.tryAgain(
                        click,
                        true,
                        now,
                        "landed in " + stray.shardId() + ", which is not for all keys" + " of its aggregate");
            }
        }
        return judgement;
    }

    /** Returns what people may want to know of the request. */
    KinesisRequest describe(Request request, int inFlight, long accepted) {
        int delivered = (int) ended.stream()
                .filter(click -> click.receipt instanceof Receipt.Delivered)
                .count();
        return new KinesisRequest(
                Duration.ofNanos(now - request.startedAt),
                request.records.size(),
                request.clicks(),
                request.records.stream().mapToLong(StreamRecord::bytes).sum(),
                delivered,
                again.size(),
                throttled,
                inFlight,
                accepted);
    }
}
