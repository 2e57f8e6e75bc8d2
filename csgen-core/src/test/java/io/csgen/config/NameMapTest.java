package io.csgen.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.RandomCases;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NameMapTest {
    private static final Key<String> NAME = Key.text("name-N", "name of N");

    /** Of what can stand at the end of a name, what is the number of a member and what only looks like it. */
    private static final List<String> ENDS = List.of(
            "",
            "-",
            "-1",
            "-2",
            "-63",
            "-64",
            "-65",
            "-128",
            "-999999999",
            "-0",
            "-01",
            "-1000000000",
            "-1x",
            "1",
            "-\u0661");

    @Test
    void everyNameIsFoundAsInAMapOfTexts() {
        RandomCases.check(10_000, random -> {
            NameMap<Integer> names = new NameMap<>();
            Map<String, Integer> expected = new HashMap<>();
            for (int i = 0; i < 20; i++) {
                String name =
                        List.of("", "a", "a-b", "7").get(random.nextInt(4)) + ENDS.get(random.nextInt(ENDS.size()));

                assertThat(names.putIfAbsent("<" + name + ">", 1, 1 + name.length(), i))
                        .isEqualTo(expected.putIfAbsent(name, i));
                assertThat(names.get(name)).isEqualTo(expected.get(name));
            }
            Set<String> all = new HashSet<>();
            names.names(name -> true, stem -> number -> true, all::add);

            assertThat(all).isEqualTo(expected.keySet());
        });
    }

    @Test
    void memberOfAFamilyIsFoundByItsKeyAndByItsName() {
        NameMap<String> names = new NameMap<>();

        assertThat(names.putIfAbsent("name-70", "by name")).isNull();
        assertThat(names.putIfAbsent(NAME.at(71), "by key")).isNull();
        assertThat(names.putIfAbsent(NAME.at(70), "again")).isEqualTo("by name");
        assertThat(names.get(NAME.at(70))).isEqualTo("by name");
        assertThat(names.get("name-71")).isEqualTo("by key");
        assertThat(names.get("name-", 71)).isEqualTo("by key");
        assertThat(names.get(NAME.at(72))).isNull();
        assertThat(names.get(NAME)).isNull();
    }

    @Test
    void namesAreChosenByTextOrByNumber() {
        NameMap<String> names = new NameMap<>();
        List.of("a", "b", "name-5", "name-70", "other-70").forEach(name -> names.putIfAbsent(name, ""));
        Set<String> chosen = new HashSet<>();

        names.names("b"::equals, stem -> number -> stem.equals("name-") && number > 5, chosen::add);

        assertThat(chosen).containsExactlyInAnyOrder("b", "name-70");
    }
}
