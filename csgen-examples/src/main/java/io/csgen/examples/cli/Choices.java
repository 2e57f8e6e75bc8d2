package io.csgen.examples.cli;

import io.csgen.click.ClickFormat;
import io.csgen.examples.job.Logging;
import io.csgen.examples.job.StartWarm;
import io.csgen.model.ShopModel.Preset;
import io.csgen.sink.SinkProvider;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** What shells offer for the values of options. */
final class Choices {
    private Choices() {}

    private abstract static class Values implements Iterable<String> {
        abstract List<?> values();

        @Override
        public Iterator<String> iterator() {
            return values().stream().map(Object::toString).iterator();
        }
    }

    /** Formats of clicks. */
    static final class Formats extends Values {
        @Override
        List<?> values() {
            return ClickFormat.all().stream().map(ClickFormat::name).toList();
        }
    }

    /** Models that come with csgen. */
    static final class Presets extends Values {
        @Override
        List<?> values() {
            return Arrays.asList(Preset.values());
        }
    }

    /** Sinks on the class path. */
    static final class Sinks extends Values {
        @Override
        List<?> values() {
            return SinkProvider.all().stream().map(SinkProvider::name).toList();
        }
    }

    /** Whether to start warm. */
    static final class WarmStarts extends Values {
        @Override
        List<?> values() {
            return Arrays.asList(StartWarm.values());
        }
    }

    /** Forms of the log. */
    static final class LogFormats extends Values {
        @Override
        List<?> values() {
            return Arrays.asList(Logging.Format.values());
        }
    }

    /** Yes and no. */
    static final class TrueOrFalse extends Values {
        @Override
        List<?> values() {
            return List.of(true, false);
        }
    }
}
