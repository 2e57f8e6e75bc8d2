package io.csgen.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteLinesTest {
    private static final int LONGEST = 1 << 20;

    private static List<String> split(InputStream stream) throws IOException {
        ByteLines lines = new ByteLines(stream, LONGEST);
        List<String> all = new ArrayList<>();
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            all.add(new String(line, StandardCharsets.ISO_8859_1));
        }
        return all;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void givesEachLineEmptyOnesAndAnUnfinishedOneIncluded() throws IOException {
        assertThat(split(stream(""))).isEmpty();
        assertThat(split(stream("\n"))).containsExactly("");
        assertThat(split(stream("a\n\nb\r\nc"))).containsExactly("a", "", "b", "c");
        assertThat(split(stream("a\r\rb\r"))).containsExactly("a", "", "b");
        assertThat(split(stream("a\n"))).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(ints = {65_535, 65_536, 65_537, 200_000})
    void givesLinesThatReachAcrossItsBuffer(int length) throws IOException {
        String line = IntStream.range(0, length)
                .mapToObj(i -> Character.toString('a' + i % 26))
                .collect(Collectors.joining());

        assertThat(split(stream(line + "\n" + line + "\nend"))).containsExactly(line, line, "end");
    }

    @Test
    void knowsWhenTheNextLineIsNotThereYet() throws IOException {
        ByteLines lines = new ByteLines(stream("a\nb\n"), LONGEST);

        assertThat(lines.next()).containsExactly('a');
        assertThat(lines.isDrained()).isFalse();
        assertThat(lines.next()).containsExactly('b');
        assertThat(lines.isDrained()).isTrue();
    }

    @Test
    void passesOverAMarkOfUtf8AtTheBeginOnly() throws IOException {
        assertThat(split(stream("\u00ef\u00bb\u00bfa\n\u00ef\u00bb\u00bfb")))
                .containsExactly("a", "\u00ef\u00bb\u00bfb");
    }

    @Test
    void keepsOnlyTheBeginningOfALineThatIsTooLong() throws IOException {
        ByteLines lines = new ByteLines(stream("x".repeat(3_000_000) + "\nb"), LONGEST);

        assertThat(lines.next()).hasSize(LONGEST);
        assertThat(lines.length()).isEqualTo(3_000_000);
        assertThat(lines.next()).containsExactly('b');
        assertThat(lines.length()).isEqualTo(1);
    }
}
