package io.csgen;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages texts as pipelines do: by a bit, a byte, a piece that is lost or doubled, an early end, or all of it. */
public final class Damage {
    private Damage() {}

    public static byte[] of(byte[] bytes, SplittableRandom random) {
        byte[] damaged = once(bytes, random);
        return random.nextInt(8) == 0 ? once(damaged, random) : damaged;
    }

    private static byte[] once(byte[] bytes, SplittableRandom random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int length = random.nextInt(Math.min(16, bytes.length - at) + 1);
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4 -> {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            case 5 -> {
                byte[] replaced = bytes.clone();
                fill(replaced, at, length, random);
                yield replaced;
            }
            case 6 -> Arrays.copyOf(bytes, at);
            case 7 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
            case 8 -> joined(Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
            default -> {
                byte[] other = new byte[random.nextInt(64)];
                fill(other, 0, other.length, random);
                yield other;
            }
        };
    }

    private static void fill(byte[] bytes, int from, int length, SplittableRandom random) {
        for (int i = from; i < from + length; i++) {
            bytes[i] = (byte) random.nextInt();
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
