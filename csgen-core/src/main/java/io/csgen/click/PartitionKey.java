package io.csgen.click;

import io.csgen.config.ConfigException;
import io.csgen.config.ConfigException.Problem;

/**
 * Chooses the text by which a backend assigns a click to one of its partitions, such as the
 * partition key of a Kinesis record. Clicks with equal keys share a partition and so keep their
 * order. Implementations are immutable, so safe for concurrent use. The text of those that come with csgen is their
 * name in settings.
 */
@FunctionalInterface
public interface PartitionKey {
    /** Returns the key of a click; backends limit its length, Kinesis to 256 characters. */
    String of(Click click);

    /** Returns the user id: all clicks of a user stay together and in order. */
    static PartitionKey user() {
        return NamedPartitionKey.USER;
    }

    /** Returns the session id: the clicks of a session stay together and in order. */
    static PartitionKey session() {
        return NamedPartitionKey.SESSION;
    }

    /** Returns the product group: few keys, so a few hot partitions. */
    static PartitionKey productGroup() {
        return NamedPartitionKey.PRODUCT_GROUP;
    }

    /**
     * Returns a hash of the click id: an even spread without any order. The same click always has the
     * same key, in every run.
     */
    static PartitionKey random() {
        return NamedPartitionKey.RANDOM;
    }

    /** Returns always the same text: everything goes to one partition. */
    static PartitionKey constant(String key) {
        return new ConstantPartitionKey(key);
    }

    /**
     * Returns a key by its name in settings: {@code user}, {@code session}, {@code random}, {@code
     * product-group}, or {@code constant:} and a text of 1 to 256 characters.
     *
     * @throws ConfigException if there is no such key
     */
    static PartitionKey named(String name) {
        for (NamedPartitionKey key : NamedPartitionKey.values()) {
            if (key.toString().equals(name)) {
                return key;
            }
        }
        int length = name.length() - ConstantPartitionKey.PREFIX.length();
        if (!name.startsWith(ConstantPartitionKey.PREFIX) || length < 1 || length > 256) {
            throw new ConfigException(Problem.of(
                    "partition-key",
                    "be one of user, session, random, product-group, constant:TEXT (1 to 256 characters)",
                    name));
        }
        return constant(name.substring(ConstantPartitionKey.PREFIX.length()));
    }
}
