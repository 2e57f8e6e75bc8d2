package io.csgen.click;

import io.csgen.internal.RandomStream;
import java.util.Locale;

/** The partition keys that settings know by a word. Immutable. */
enum NamedPartitionKey implements PartitionKey {
    USER {
        @Override
        public String of(Click click) {
            return Integer.toString(click.userId());
        }
    },
    SESSION {
        @Override
        public String of(Click click) {
            return click.sessionText();
        }
    },
    RANDOM {
        @Override
        public String of(Click click) {
            long mixed = RandomStream.mix(click.sessionId() + click.ordinal() * RandomStream.GAMMA);
            return Long.toHexString(mixed);
        }
    },
    PRODUCT_GROUP {
        @Override
        public String of(Click click) {
            return Integer.toString(click.groupId());
        }
    };

    /** Returns the word in settings. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
