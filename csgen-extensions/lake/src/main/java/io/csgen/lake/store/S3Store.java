package io.csgen.lake.store;

import io.csgen.config.Problems;
import io.csgen.sink.kinesis.stream.Failure;
import io.csgen.sink.kinesis.stream.StreamConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A lake in a bucket. Each object is put with one request. Writers are told apart by conditional requests: the one that
 * has not seen what another wrote is refused.
 */
final class S3Store implements LakeStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(S3Store.class);
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int NOT_IMPLEMENTED = 501;

    /** What S3 says to those who ask in another region than that of the bucket. */
    private static final Set<String> ELSEWHERE =
            Set.of("PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException");

    private final S3AsyncClient client;
    private final Runnable closing;
    private final String bucket;
    private final String prefix; // with a slash at its end, or empty
    private final Region region;
    private final String place;
    private boolean answered;
    private volatile boolean hurried;

    private S3Store(S3AsyncClient client, Runnable closing, String bucket, String prefix, Region region, String place) {
        this.client = client;
        this.closing = closing;
        this.bucket = bucket;
        this.prefix = prefix;
        this.region = region;
        this.place = place;
    }

    /**
     * Opens a bucket, with the credentials of the default chain of the AWS SDK.
     *
     * @throws io.csgen.sink.SinkException if there are none, or no region
     */
    static S3Store open(String bucket, String prefix, Optional<URI> endpoint, Optional<String> given) {
        Region region = given.map(Region::of).orElseGet(() -> regionOf(endpoint));
        DefaultCredentialsProvider credentials = StreamConnection.credentials();
        SdkEventLoopGroup threads = SdkEventLoopGroup.builder().build();
        try {
            S3AsyncClientBuilder builder = S3AsyncClient.builder()
                    .region(region)
                    .credentialsProvider(credentials)
                    .httpClientBuilder(StreamConnection.http(ATTEMPT_TIMEOUT).eventLoopGroup(threads))
                    .overrideConfiguration(override -> override.apiCallAttemptTimeout(ATTEMPT_TIMEOUT));
            endpoint.ifPresent(uri -> builder.endpointOverride(uri)
                    .forcePathStyle(true)
                    // Not every endpoint knows signed chunks and trailing checksums; some write them into the object.
                    .serviceConfiguration(configuration -> configuration.chunkedEncodingEnabled(false))
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED));
            S3AsyncClient client = builder.build();
            return new S3Store(
                    client,
                    () -> {
                        client.close();
                        end(threads);
                        credentials.close();
                    },
                    bucket,
                    prefix.isEmpty() ? "" : prefix + "/",
                    region,
                    "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix)
                            + endpoint.map(uri -> " at " + uri).orElse(""));
        } catch (RuntimeException | Error e) {
            end(threads);
            credentials.close();
            throw e;
        }
    }

    private static void end(SdkEventLoopGroup threads) {
        threads.eventLoopGroup()
                .shutdownGracefully(0, END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(END_TIMEOUT.toMillis());
    }

    private static Region regionOf(Optional<URI> endpoint) {
        // With an endpoint the region matters little: not worth asking an instance's metadata, which may hang.
        AwsRegionProvider chain = endpoint.isPresent()
                ? new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
                : new DefaultAwsRegionProviderChain();
        try {
            return chain.getRegion();
        } catch (SdkClientException e) {
            Problems problems = new Problems();
            problems.require(
                    endpoint.isPresent(),
                    "--s3-region",
                    "be given, or AWS_REGION or the region of the AWS profile",
                    "none");
            problems.throwIfAny();
            return Region.US_EAST_1;
        }
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public void put(String name, byte[] content) throws IOException, InterruptedException {
        ask("write " + name + " to", () -> put(name, content, request -> {}));
    }

    private CompletableFuture<PutObjectResponse> put(
            String name, byte[] content, Consumer<PutObjectRequest.Builder> condition) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(bucket)
                .key(prefix + name)
                .contentType(name.endsWith(".gz") ? "application/gzip" : "application/json");
        condition.accept(request);
        return client.putObject(request.build(), AsyncRequestBody.fromBytesUnsafe(content));
    }

    @Override
    public Optional<byte[]> get(String name) throws IOException, InterruptedException {
        return read(name).map(Read::content);
    }

    private record Read(byte[] content, String etag) {}

    private Optional<Read> read(String name) throws IOException, InterruptedException {
        Optional<Read> none = Optional.empty();
        return ask(
                "read " + name + " from",
                () -> client.getObject(
                                request -> request.bucket(bucket).key(prefix + name),
                                AsyncResponseTransformer.toBytes())
                        .thenApply(answer -> Optional.of(new Read(
                                answer.asByteArrayUnsafe(), answer.response().eTag())))
                        .exceptionallyCompose(error -> Failure.unwrap(error) instanceof NoSuchKeyException
                                ? CompletableFuture.completedFuture(none)
                                : CompletableFuture.failedFuture(error)));
    }

    @Override
    public List<String> list(String from) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        String token = null;
        do {
            ListObjectsV2Request request = ListObjectsV2Request.builder()
                    .bucket(bucket)
                    .prefix(prefix + from)
                    .continuationToken(token)
                    .build();
            ListObjectsV2Response answer = ask("list", () -> client.listObjectsV2(request));
            answer.contents().stream()
                    .map(S3Object::key)
                    .map(key -> key.substring(prefix.length()))
                    .forEach(names::add);
            token = Boolean.TRUE.equals(answer.isTruncated()) ? answer.nextContinuationToken() : null;
        } while (token != null);
        names.sort(null);
        return names;
    }

    @Override
    public Guarded guard(String name) {
        return new Conditional(name);
    }

    /** Writes only over what it has seen. */
    private final class Conditional implements Guarded {
        private final String name;
        private @Nullable String etag; // null where there is no object
        private boolean conditions = true;
        private byte @Nullable [] tried; // what may be there although nobody said so

        Conditional(String name) {
            this.name = name;
        }

        @Override
        public Optional<byte[]> read() throws IOException, InterruptedException {
            Optional<Read> found = S3Store.this.read(name);
            etag = found.map(Read::etag).orElse(null);
            return found.map(Read::content);
        }

        @Override
        public void write(byte[] content) throws IOException, InterruptedException {
            byte[] before = tried;
            tried = content;
            try {
                etag = ask("write " + name + " to", () -> put(name, content, this::condition))
                        .eTag();
                tried = null;
            } catch (IOException e) {
                int status = status(e.getCause());
                if (status == NOT_IMPLEMENTED && conditions) {
                    LOGGER.warn("{} cannot tell two writers apart: see that there is one", place);
                    conditions = false;
                    write(content);
                } else if (status != PRECONDITION_FAILED && status != CONFLICT) {
                    throw e;
                } else {
                    byte[] found = read().orElse(null);
                    if (found != null && Arrays.equals(found, before)) {
                        write(content); // over what an interrupted attempt has written
                    } else if (found == null || !Arrays.equals(found, content)) {
                        throw new IOException(
                                Problems.describe(
                                        "lake", "have one writer at a time; another process delivers to it", place),
                                e);
                    } // else an attempt whose answer was lost has written it
                }
            }
        }

        private void condition(PutObjectRequest.Builder request) {
            if (conditions) {
                if (etag == null) {
                    request.ifNoneMatch("*");
                } else {
                    request.ifMatch(etag);
                }
            }
        }
    }

    /** Asks until there is an answer that will not change, or patience ends. */
    private <T> T ask(String what, Supplier<CompletableFuture<T>> request) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        while (true) {
            CompletableFuture<T> answer = request.get();
            try {
                T result = answer.get();
                answered = true;
                return result;
            } catch (InterruptedException e) {
                answer.cancel(true);
                throw e;
            } catch (ExecutionException e) {
                Throwable cause = Objects.requireNonNull(Failure.unwrap(e));
                if (Failure.isInterruption(cause)) {
                    throw (InterruptedException) new InterruptedException().initCause(e);
                }
                Failure failure = Failure.of(cause);
                boolean mayPass = failure.mayPass() && status(cause) != NOT_IMPLEMENTED;
                long elapsed = System.nanoTime() - begin;
                if (!mayPass || !answered || hurried || elapsed > PATIENCE.toNanos()) {
                    throw new IOException(sentence(what, failure, cause), cause);
                }
                LOGGER.warn("cannot {} {}, trying again: {}", what, place, failure.reason());
            }
            Thread.sleep(pause.toMillis());
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? pause : pause.multipliedBy(2);
        }
    }

    private static int status(@Nullable Throwable error) {
        return error instanceof AwsServiceException answer ? answer.statusCode() : 0;
    }

    private String sentence(String what, Failure failure, Throwable error) {
        String code = error instanceof AwsServiceException answer && answer.awsErrorDetails() != null
                ? String.valueOf(answer.awsErrorDetails().errorCode())
                : "";
        if (code.equals("NoSuchBucket")) {
            return "bucket " + bucket + " of " + place + " does not exist";
        }
        if (ELSEWHERE.contains(code)) {
            return place + " is not in region " + region + ": set --s3-region to that of the bucket ("
                    + failure.reason() + ")";
        }
        return "cannot " + what + " " + place + ": " + failure.reason();
    }

    @Override
    public void hurry() {
        hurried = true;
    }

    @Override
    public void close() {
        closing.run();
    }
}
