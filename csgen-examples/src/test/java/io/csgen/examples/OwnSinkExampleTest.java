package io.csgen.examples;

import io.csgen.click.Click;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkTraits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OwnSinkExampleTest {
    /** A sink that delivers at once, so that nothing is ever in flight. */
    private static final class ListSink implements ClickSink {
        private final List<String> ids = new ArrayList<>();
        private boolean closed;

        @Override
        public synchronized void send(Click click, ReceiptListener listener) {
            requireOpen("send");
            Objects.requireNonNull(listener, "listener");
            ids.add(click.id());
            new Receipt.Delivered(click, 1, "").signalTo(listener);
        }

        @Override
        public synchronized void flush() {
            requireOpen("flush");
        }

        @Override
        public synchronized void close() {
            closed = true;
        }

        private synchronized List<String> ids() {
            return List.copyOf(ids);
        }

        private void requireOpen(String verb) {
            if (closed) {
                throw new IllegalStateException("sink must be open to " + verb + ": " + this);
            }
        }

        @Override
        public String toString() {
            return "list sink";
        }
    }

    @Nested
    // tag::own-sink
    class ListSinkTest extends ClickSinkContract {
        protected SinkTraits traits() {
            return SinkTraits.plain(); // and what else it has, such as .withFaults(Fault.THROTTLE)
        }

        protected SinkBackend backend() {
            ListSink sink = new ListSink();
            return new SinkBackend() {
                public ClickSink open(Duration drainTimeout) {
                    return sink;
                }

                public String payload(Click click) {
                    return click.id();
                }

                public List<String> stored() {
                    return sink.ids();
                }
            };
        }
    }
    // end::own-sink

    @Test
    void theReadmeShowsExactlyThisExample() throws IOException {
        Readme.assertShows("own-sink", OwnSinkExampleTest.class, 25);
    }
}
