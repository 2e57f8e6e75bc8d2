package io.csgen.architecture.simulate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Each method may give another result on another machine or JDK; those whose name says so do not. */
public final class Unrepeatable {
    private Unrepeatable() {}

    static double exp() {
        return Math.exp(1);
    }

    static double log() {
        return Math.log(2);
    }

    static double pow() {
        return Math.pow(2, 0.5);
    }

    static double sqrt() {
        return Math.sqrt(2);
    }

    static double sin() {
        return Math.sin(1);
    }

    static DoubleUnaryOperator methodReference() {
        return Math::exp;
    }

    static int random() {
        return new Random(1).nextInt();
    }

    static int splittableRandom() {
        return new SplittableRandom(1).nextInt();
    }

    static int randomGenerator() {
        return RandomGenerator.of("L64X128MixRandom").nextInt();
    }

    static Map<String, String> hashMap() {
        return new HashMap<>();
    }

    static Set<String> hashSet() {
        return new HashSet<>();
    }

    static Map<String, String> identityHashMap() {
        return new IdentityHashMap<>();
    }

    static Map<String, String> immutableMap() {
        return Map.of("a", "b", "c", "d");
    }

    static Set<String> immutableSet() {
        return Set.of("a", "b");
    }

    static Map<String, List<String>> grouped() {
        return List.of("a").stream().collect(Collectors.groupingBy(name -> name));
    }

    static double allowedNumbers() {
        return StrictMath.exp(StrictMath.log(2)) + Math.min(1, Math.floorMod(5, 3)) + Math.multiplyHigh(1, 2);
    }

    static int allowedCollections() {
        return new TreeMap<>(new LinkedHashMap<String, String>()).size()
                + List.of(1).size();
    }
}
