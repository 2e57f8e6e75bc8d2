package io.csgen.lake.store;

import io.csgen.config.Problems;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Says where a lake lies: the options for {@code @Mixin}, and what they mean beside the option or parameter that names the
 * directory or bucket. Confined to one thread.
 */
public final class LakeLocation {
    private static final String ENDPOINT = "--s3-endpoint";
    private static final String REGION = "--s3-region";
    private static final Pattern BUCKET = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");

    @Option(
            names = ENDPOINT,
            paramLabel = "URL",
            description =
                    "Where to reach S3 instead of the region's own endpoint, such as a local one; buckets are then part"
                            + " of the path.")
    private @Nullable String endpoint;

    @Option(
            names = REGION,
            paramLabel = "NAME",
            description = "AWS region of the bucket; default: that of the environment or the AWS profile.")
    private @Nullable String region;

    /**
     * Opens a lake, which the caller closes. Nothing is made there before something is put, and a bucket is not asked for
     * anything yet.
     *
     * @param option what names the lake
     * @param text a directory, or {@code s3://BUCKET/PREFIX}
     * @throws io.csgen.config.ConfigException if there can be none
     */
    public LakeStore open(String option, String text) {
        Problems problems = new Problems();
        if (!text.startsWith("s3:")) {
            problems.require(endpoint == null, ENDPOINT, "be given for a bucket alone", String.valueOf(endpoint));
            problems.require(region == null, REGION, "be given for a bucket alone", String.valueOf(region));
            problems.require(!text.isBlank(), option, "be a directory or s3://BUCKET/PREFIX", text);
            problems.throwIfAny();
            return DirectoryStore.open(option, Path.of(text));
        }
        Matcher bucket = BUCKET.matcher(text);
        problems.require(bucket.matches(), option, "be a directory or s3://BUCKET/PREFIX", text);
        Optional<URI> where = Optional.ofNullable(endpoint).flatMap(given -> problems.collect(() -> endpoint(given)));
        String given = region;
        problems.require(
                given == null || given.matches("[a-z0-9-]{1,63}"),
                REGION,
                "be a region name such as eu-west-1",
                String.valueOf(given));
        problems.throwIfAny();
        String prefix = Optional.ofNullable(bucket.group(2)).orElse("").replaceAll("/+$", "");
        return S3Store.open(Objects.requireNonNull(bucket.group(1)), prefix, where, Optional.ofNullable(given));
    }

    private static URI endpoint(String text) {
        Problems problems = new Problems();
        URI uri = URI.create("");
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            // No URL, as the problem says.
        }
        problems.require(
                uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?"),
                ENDPOINT,
                "be a URL such as http://localhost:9000",
                text);
        problems.throwIfAny();
        return uri;
    }
}
