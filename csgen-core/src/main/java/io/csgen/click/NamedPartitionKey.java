package io.csgen.click;

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
            // The finalizer of SplitMix64 (Steele, Lea and Flood 2014) spreads every input bit.
            long z = click.sessionId() + click.ordinal() * 0x9e3779b97f4a7c15L;
            z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
            z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
            return Long.toHexString(z ^ (z >>> 31));
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
