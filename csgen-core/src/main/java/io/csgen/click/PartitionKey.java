package io.csgen.click;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.util.List;

/**
 * Chooses the text by which a backend assigns a click to one of its partitions, such as the
 * partition key of a Kinesis record. Clicks with equal keys share a partition and so keep their
 * order. Implementations are immutable, so safe for concurrent use.
 */
@FunctionalInterface
public interface PartitionKey {
    /** Returns the key of a click; backends limit its length, Kinesis to 256 characters. */
    String of(Click click);

    /** Returns the user id: all clicks of a user stay together and in order. */
    static PartitionKey user() {
        return click -> Integer.toString(click.userId());
    }

    /** Returns the session id: the clicks of a session stay together and in order. */
    static PartitionKey session() {
        return Click::sessionText;
    }

    /** Returns the product group: few keys, so a few hot partitions. */
    static PartitionKey productGroup() {
        return click -> Integer.toString(click.groupId());
    }

    /**
     * Returns a hash of the click id: an even spread without any order. The same click always has the
     * same key, in every run.
     */
    static PartitionKey random() {
        return click -> {
            // The finalizer of SplitMix64 (Steele, Lea and Flood 2014) spreads every input bit.
            long z = click.sessionId() + click.ordinal() * 0x9e3779b97f4a7c15L;
            z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
            z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
            return Long.toHexString(z ^ (z >>> 31));
        };
    }

    /** Returns always the same text: everything goes to one partition. */
    static PartitionKey constant(String key) {
        return click -> key;
    }

    /**
     * Returns a key by its name in settings: {@code user}, {@code session}, {@code random}, {@code
     * product-group}, or {@code constant:} and a text of 1 to 256 characters.
     *
     * @throws ConfigException if there is no such key
     */
    static PartitionKey named(String name) {
        String constant = "constant:";
        return switch (name) {
            case "user" -> user();
            case "session" -> session();
            case "random" -> random();
            case "product-group" -> productGroup();
            default -> {
                int length = name.length() - constant.length();
                if (!name.startsWith(constant) || length < 1 || length > 256) {
                    throw new ConfigException(List.of(Problems.describe(
                            "partition-key",
                            "be one of user, session, random, product-group, constant:TEXT (1 to 256 characters)",
                            name)));
                }
                yield constant(name.substring(constant.length()));
            }
        };
    }
}
