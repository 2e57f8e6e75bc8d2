package io.csgen.click;

/**
 * The same partition key for all clicks. Immutable.
 *
 * @param key of each click
 */
record ConstantPartitionKey(String key) implements PartitionKey {
    /** What its text in settings begins with. */
    static final String PREFIX = "constant:";

    @Override
    public String of(Click click) {
        return key;
    }

    /** Returns the text in settings. */
    @Override
    public String toString() {
        return PREFIX + key;
    }
}
