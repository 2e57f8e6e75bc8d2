package io.csgen.sink.kinesis;

import io.csgen.sink.kinesis.Failure.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * What the outcome of a request means for its clicks.
 *
 * @param ended those that now have their receipt
 * @param again the others, in order
 * @param againAt when those may be tried again
 * @param failure what went wrong with the request as a whole, if anything
 */
record Judgement(
        List<InFlightClick> ended,
        List<InFlightClick> again,
        long againAt,
        @Nullable Failure failure) {

    static Judgement of(
            List<InFlightClick> clicks,
            @Nullable PutRecordsResponse response,
            @Nullable Throwable error,
            Retries retries,
            long now) {
        Failure ofAll = Failure.ofRequest(response, error, clicks.size());
        // The objection is to one click or some; each will have a request of its own that tells.
        boolean shared = ofAll != null && ofAll.verdict() == Verdict.REJECTED && clicks.size() > 1;
        long againAt = now + (shared ? 0 : retries.pauseNanos(clicks));
        List<InFlightClick> ended = new ArrayList<>();
        List<InFlightClick> again = new ArrayList<>();
        for (int i = 0; i < clicks.size(); i++) {
            InFlightClick click = clicks.get(i);
            PutRecordsResultEntry result = ofAll == null ? response.records().get(i) : null;
            Failure failure = result == null ? ofAll : Failure.ofRecord(result);
            if (failure == null) {
                click.delivered(result.shardId() + "/" + result.sequenceNumber());
                ended.add(click);
                continue;
            }
            click.alone = shared;
            click.maybeWritten |= failure.maybeWritten();
            boolean mayPass = shared || failure.verdict() == Verdict.TRANSIENT;
            if (mayPass && retries.allow(click, againAt)) {
                again.add(click);
            } else {
                click.failed(failure.reason());
                ended.add(click);
            }
        }
        return new Judgement(ended, again, againAt, ofAll);
    }
}
