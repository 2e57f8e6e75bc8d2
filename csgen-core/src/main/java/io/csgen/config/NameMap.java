package io.csgen.config;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to names of settings. Of a name such as {@code group-name-7}, only the number is kept, in pages under what
 * comes before it: there may be half a million of them, and making, hashing and finding so many texts takes longer than
 * all else. Many threads may read it while none changes it.
 */
final class NameMap<V> {
    private static final int PAGE_BITS = 6; // a number alone on its page takes no more memory than its name would

    private final Map<String, V> single = new HashMap<>();
    private final Map<String, Map<Integer, @Nullable Object[]>> numbered = new HashMap<>(); // by what comes before

    /** Puts a value in the place of a name, unless there is one already, which it returns. */
    @Nullable
    V putIfAbsent(String name, V value) {
        return putIfAbsent(name, 0, name.length(), value);
    }

    /** Puts a value in the place of a name that is a part of a text, unless there is one already, which it returns. */
    @Nullable
    V putIfAbsent(String text, int begin, int end, V value) {
        int number = beginOfNumber(text, begin, end);
        return number == end
                ? single.putIfAbsent(text.substring(begin, end), value)
                : putIfAbsent(text.substring(begin, number), Integer.parseInt(text, number, end, 10), value);
    }

    /** Puts a value in the place of a key, unless there is one already, which it returns. */
    @Nullable
    V putIfAbsent(Key<?> key, V value) {
        return key.number() > 0 ? putIfAbsent(key.stem(), key.number(), value) : putIfAbsent(key.name(), value);
    }

    private @Nullable V putIfAbsent(String stem, int number, V value) {
        @Nullable
        Object[] page = numbered.computeIfAbsent(stem, first -> new HashMap<>())
                .computeIfAbsent(number >> PAGE_BITS, first -> new Object[1 << PAGE_BITS]);
        V earlier = valueIn(page, number);
        if (earlier == null) {
            page[placeOf(number)] = value;
        }
        return earlier;
    }

    /** Returns what belongs to a key; null where there is nothing. */
    @Nullable
    V get(Key<?> key) {
        return key.number() > 0 ? get(key.stem(), key.number()) : get(key.name());
    }

    /** Returns what belongs to a name; null where there is nothing. */
    @Nullable
    V get(String name) {
        int number = beginOfNumber(name, 0, name.length());
        return number == name.length()
                ? single.get(name)
                : get(name.substring(0, number), Integer.parseInt(name, number, name.length(), 10));
    }

    /** Returns what belongs to the name that is made of a stem and a number; null where there is nothing. */
    @Nullable
    V get(String stem, int number) {
        Map<Integer, @Nullable Object[]> pages = numbered.get(stem);
        @Nullable Object[] page = pages == null ? null : pages.get(number >> PAGE_BITS);
        return page == null ? null : valueIn(page, number);
    }

    /**
     * Gives out the names for which a condition holds, in no order.
     *
     * @param ofSingle tells whether it holds for a name
     * @param ofStem returns what tells whether it holds for the name that is made of a stem and a number
     */
    void names(Predicate<String> ofSingle, Function<String, IntPredicate> ofStem, Consumer<String> to) {
        single.keySet().stream().filter(ofSingle).forEach(to);
        numbered.forEach((stem, pages) -> {
            IntPredicate ofNumber = ofStem.apply(stem);
            pages.forEach((index, page) -> {
                for (int place = 0; place < page.length; place++) {
                    int number = (index << PAGE_BITS) + place;
                    if (page[place] != null && ofNumber.test(number)) {
                        to.accept(stem + number);
                    }
                }
            });
        });
    }

    @SuppressWarnings("unchecked") // putIfAbsent puts nothing else there
    private @Nullable V valueIn(@Nullable Object[] page, int number) {
        return (V) page[placeOf(number)];
    }

    private static int placeOf(int number) {
        return number & (1 << PAGE_BITS) - 1;
    }

    /** Returns where the number of a member of a family begins; the end where the name is none. */
    private static int beginOfNumber(String text, int begin, int end) {
        int number = end;
        while (number > begin && text.charAt(number - 1) >= '0' && text.charAt(number - 1) <= '9') {
            number--;
        }
        boolean ofFamily = number > begin && text.charAt(number - 1) == '-' && Key.isNumber(text, number, end);
        return ofFamily ? number : end;
    }
}
