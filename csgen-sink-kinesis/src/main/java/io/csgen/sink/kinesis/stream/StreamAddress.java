package io.csgen.sink.kinesis.stream;

import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.regions.Region;

/**
 * Which stream it is, and where. Immutable.
 *
 * @param name of the stream
 * @param region where it is; empty for that of the environment or the AWS profile
 * @param endpoint where to reach Kinesis instead of the region's own endpoint
 */
public record StreamAddress(String name, Optional<String> region, Optional<URI> endpoint) {
    /** The name of the stream: 1 to 128 letters, digits, underscores, hyphens and dots. */
    public static final Key<String> STREAM = Key.of(
            "url-kinesis-stream-name",
            new Key.Rule<>(
                    "be 1 to 128 letters, digits, underscores, hyphens and dots",
                    name -> name.matches("[a-zA-Z0-9_.-]{1,128}")),
            "name of the Kinesis data stream that gets the clicks",
            Optional::of);

    /** The region of the stream. */
    public static final Key<String> REGION = Key.of(
            "kinesis-region",
            new Key.Rule<>("be a region name such as eu-west-1", name -> name.matches("[a-z0-9-]{1,63}")),
            "AWS region of the stream; default: that of the environment or the AWS profile",
            Optional::of);

    /** Where to reach Kinesis. */
    public static final Key<URI> ENDPOINT = Key.of(
            "kinesis-endpoint",
            new Key.Rule<>(
                    "be a URL such as http://localhost:4567",
                    uri -> uri.getHost() != null
                            && String.valueOf(uri.getScheme()).matches("https?")),
            "where to reach Kinesis instead of the region's own endpoint, such as a local one",
            text -> Optional.of(URI.create(text)));

    /** All keys of an address, in the order in which they are documented. */
    public static final List<Key<?>> KEYS = List.of(STREAM, REGION, ENDPOINT);

    /** Reads where a stream is. Problems stay with the reader. */
    public static StreamAddress read(String name, SettingsReader reader) {
        Optional<URI> endpoint = reader.find(ENDPOINT);
        Optional<String> region = reader.find(REGION);
        region.ifPresent(given -> reader.require(
                endpoint.isPresent() || isKnown(given),
                REGION,
                "be a region of AWS, unless " + ENDPOINT + " is set",
                given));
        return new StreamAddress(name, region, endpoint);
    }

    /** Returns whether AWS has a region of this name, as far as its SDK knows. */
    static boolean isKnown(String region) {
        return Region.regions().stream().anyMatch(known -> known.id().equals(region));
    }
}
