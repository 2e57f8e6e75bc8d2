package io.csgen.sink.kinesis.scripted;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/**
 * Lets each of some faults befall one request in every block of so many, at places that a seed draws
 * anew for each block. The fault of a request depends on nothing but its number. Immutable.
 *
 * @param blockSize requests in a block, at least as many as there are faults
 */
public record FaultSchedule(long seed, int blockSize, List<Fault> faults) implements LongFunction<Fault> {
    private static final long MIX = 0x9e3779b97f4a7c15L;

    /** Checks the rule and copies the list. */
    public FaultSchedule {
        faults = List.copyOf(faults);
        if (blockSize < faults.size()) {
            throw new IllegalArgumentException(
                    "blockSize must be at least the number of faults (" + faults.size() + "): " + blockSize);
        }
    }

    /** Returns the fault of a request by its number, from 1. */
    @Override
    public Fault apply(long number) {
        long block = (number - 1) / blockSize;
        int place = (int) ((number - 1) % blockSize);
        SplittableRandom random = new SplittableRandom(seed + block * MIX);
        // Draws places without repetition; the faults are few.
        int[] taken = new int[faults.size()];
        for (int i = 0; i < taken.length; i++) {
            int drawn = free(random.nextInt(blockSize - i), taken, i);
            if (drawn == place) {
                return faults.get(i);
            }
            insert(taken, i, drawn);
        }
        return Fault.none();
    }

    /** Returns the place with so many free places before it. */
    private static int free(int rank, int[] takenSorted, int count) {
        int place = rank;
        for (int i = 0; i < count && takenSorted[i] <= place; i++) {
            place++;
        }
        return place;
    }

    private static void insert(int[] sorted, int count, int value) {
        int at = count;
        while (at > 0 && sorted[at - 1] > value) {
            sorted[at] = sorted[at - 1];
            at--;
        }
        sorted[at] = value;
    }
}
