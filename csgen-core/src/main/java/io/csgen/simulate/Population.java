package io.csgen.simulate;

import io.csgen.model.Distribution;
import io.csgen.model.Users;

/**
 * The users, split into slices: slice s of n owns every n-th user, counted from the most active, so
 * that all slices have users of every kind. Immutable.
 */
final class Population {
    private final Users users;
    private final Permutation shuffle;
    private final IndexSampler[] samplers; // by slice: rank of the user within the slice
    private final double[] share; // by slice: share of all sessions

    Population(Users users, int slices) {
        this.users = users;
        int count = users.count();
        shuffle = Permutation.of(users.activity(), count, 0);
        samplers = new IndexSampler[slices];
        share = new double[slices];
        boolean exact = count <= IndexSampler.MAX_EXACT || users.activity() instanceof Distribution.Zipf;
        double[] weights = exact ? IndexSampler.weights(users.activity(), count) : new double[0];
        PercentileTable table = exact || users.activity() instanceof Distribution.Uniform
                ? null
                : PercentileTable.of(users.activity(), count);
        double total = 0;
        for (int slice = 0; slice < slices; slice++) {
            int size = size(slice);
            if (exact) {
                double[] own = new double[size];
                for (int rank = 0; rank < size; rank++) {
                    own[rank] = weights[rank * slices + slice];
                    share[slice] += own[rank];
                }
                samplers[slice] = size == 0 ? random -> 0 : AliasTable.of(own);
            } else {
                // One table for all slices stays in the cache.
                samplers[slice] = table == null ? IndexSampler.of(users.activity(), size) : table.over(size);
                share[slice] = size;
            }
            total += share[slice];
        }
        for (int slice = 0; slice < slices; slice++) {
            share[slice] /= total;
        }
    }

    /** Returns how many users a slice owns. */
    int size(int slice) {
        return (int) (((long) users.count() - slice + samplers.length - 1) / samplers.length);
    }

    /** Returns the share of all sessions that are of users of a slice. */
    double share(int slice) {
        return share[slice];
    }

    /** Draws a user, as a rank from 0 within the slice. */
    int rank(int slice, long random) {
        return samplers[slice].index(random);
    }

    /** Returns the id of the user with a rank within a slice. */
    int userId(int slice, int rank) {
        return users.idMin() + shuffle.apply(rank * samplers.length + slice);
    }
}
