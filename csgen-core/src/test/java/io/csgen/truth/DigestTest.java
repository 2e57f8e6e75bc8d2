package io.csgen.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickField;
import io.csgen.click.ClickType;
import io.csgen.model.ShopModel;
import io.csgen.truth.internal.DigestSum;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {
    private static final Click CLICK = new Click(1_767_605_400_123L, 77, 255, 3, ClickType.PRODUCT_VIEW, 2, 345);

    /** The same click with another value of one stored field each, in the order of the table. */
    private static final List<Click> OTHERS = List.of(
            new Click(1_767_605_400_124L, 77, 255, 3, ClickType.PRODUCT_VIEW, 2, 345),
            new Click(1_767_605_400_123L, 78, 255, 3, ClickType.PRODUCT_VIEW, 2, 345),
            new Click(1_767_605_400_123L, 77, 256, 3, ClickType.PRODUCT_VIEW, 2, 345),
            new Click(1_767_605_400_123L, 77, 255, 4, ClickType.PRODUCT_VIEW, 2, 345),
            new Click(1_767_605_400_123L, 77, 255, 3, ClickType.PURCHASE, 2, 345),
            new Click(1_767_605_400_123L, 77, 255, 3, ClickType.PRODUCT_VIEW, 1, 345),
            new Click(1_767_605_400_123L, 77, 255, 3, ClickType.PRODUCT_VIEW, 2, 344));

    private static Digest of(Click click) {
        DigestSum sum = new DigestSum();
        sum.add(click);
        return new Digest(sum.high(), sum.low());
    }

    @Test
    void everyStoredFieldIsHashed() {
        List<ClickField> stored =
                ClickField.ALL.stream().filter(field -> !field.isDerived()).toList();

        assertThat(OTHERS).hasSameSizeAs(stored);
        for (int i = 0; i < OTHERS.size(); i++) {
            Click other = OTHERS.get(i);
            assertThat(stored)
                    .filteredOn(field -> {
                        var text = field.text(ShopModel.classic().store());
                        return !text.apply(other).equals(text.apply(CLICK));
                    })
                    .containsExactly(stored.get(i));
            assertThat(of(other)).as(stored.get(i).wireName()).isNotEqualTo(of(CLICK));
        }
    }
}
