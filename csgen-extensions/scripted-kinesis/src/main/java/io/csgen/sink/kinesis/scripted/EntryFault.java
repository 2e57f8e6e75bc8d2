package io.csgen.sink.kinesis.scripted;

import java.util.function.IntPredicate;

/**
 * A failure of single records of a request, whatever their Kinesis shards would say. Immutable.
 *
 * @param positions which records, from 0
 */
record EntryFault(IntPredicate positions, String code, String message) {
    static final EntryFault NONE = new EntryFault(position -> false, "", "");
}
