package io.csgen.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceTest {
    @Test
    void hasATextForEachPlaceAndAPlaceForEachText() {
        assertThat(Resource.fill("a {{b}} {{c-d}} {{b}}", Map.of("b", "$1 {{c-d}}", "c-d", "")))
                .isEqualTo("a $1 {{c-d}}  $1 {{c-d}}");
        assertThatThrownBy(() -> Resource.fill("{{a}}", Map.of()))
                .hasMessage("place of a template must have a text: {{a}}");
        assertThatThrownBy(() -> Resource.fill("", Map.of("a", "b")))
                .hasMessage("text must have a place in the template: [a]");
        assertThatThrownBy(() -> Resource.text(ResourceTest.class, "none.html"))
                .hasMessage("jar must have its own files: none.html");
    }
}
