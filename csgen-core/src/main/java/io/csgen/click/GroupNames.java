package io.csgen.click;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.util.List;
import java.util.function.UnaryOperator;

/** Names of the product groups, escaped and encoded once. */
final class GroupNames {
    private final Bytes.Text[] names;
    private final int maxBytes;

    GroupNames(List<String> names, UnaryOperator<String> escape) {
        this.names = names.stream().map(escape).map(Bytes::text).toArray(Bytes.Text[]::new);
        int max = 0;
        for (Bytes.Text name : this.names) {
            max = Math.max(max, name.length());
        }
        maxBytes = max;
    }

    int maxBytes() {
        return maxBytes;
    }

    int put(ClickView click, byte[] target, int offset) {
        if (click.groupId() > names.length) {
            throw new ConfigException(List.of(Problems.describe(
                    "groupId of click " + click.id(), "be from 1 to " + names.length, click.groupId())));
        }
        return names[click.groupId() - 1].put(target, offset);
    }
}
