package io.csgen.examples;

// tag::spring-boot
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.csgen.click.Click;
import io.csgen.junit.CsgenTest;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.stereotype.Component;

@SpringBootTest(classes = SpringBootExampleTest.ViewCounter.class)
class SpringBootExampleTest {
    /** A bean of your application. */
    @Component
    static class ViewCounter {
        private final ConcurrentHashMap<Integer, LongAdder> ofProduct = new ConcurrentHashMap<>();

        void onClick(Click click) {
            if (click.productId() != Click.NO_PRODUCT) {
                ofProduct
                        .computeIfAbsent(click.productId(), id -> new LongAdder())
                        .increment();
            }
        }

        long total() {
            return ofProduct.values().stream().mapToLong(LongAdder::sum).sum();
        }
    }

    @Autowired
    ViewCounter counter;

    @CsgenTest(sessions = 200)
    void countsTheViewsOfProducts(List<Click> clicks) {
        clicks.forEach(counter::onClick);

        long views = clicks.stream()
                .filter(click -> click.productId() != Click.NO_PRODUCT)
                .count();
        assertEquals(views, counter.total());
    }
}
// end::spring-boot
