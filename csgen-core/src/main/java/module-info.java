/**
 * A simulated web store whose visitors click: the model, the simulation, the sinks, and the truth about what was made.
 *
 * <p>Micrometer and JUnit are needed by those who use {@link io.csgen.metrics} and {@link io.csgen.junit} only. Their modules
 * then require them themselves: were they transitive here, everybody would need them to compile.
 */
module io.csgen.core {
    requires HdrHistogram;
    requires org.slf4j;
    requires static org.jspecify;
    requires static micrometer.core;
    requires static org.junit.jupiter.api;

    exports io.csgen.click;
    exports io.csgen.config;
    exports io.csgen.fault;
    exports io.csgen.internal to
            io.csgen.examples;
    exports io.csgen.internal.json to
            io.csgen.examples;
    exports io.csgen.junit;
    exports io.csgen.metrics;
    exports io.csgen.model;
    exports io.csgen.realism;
    exports io.csgen.run;
    exports io.csgen.simulate;
    exports io.csgen.sink;
    exports io.csgen.sink.internal to
            io.csgen.examples;
    exports io.csgen.sink.spi;
    exports io.csgen.truth;
    exports io.csgen.truth.check;

    uses io.csgen.click.ClickFormat;
    uses io.csgen.sink.SinkProvider;

    provides io.csgen.sink.SinkProvider with
            io.csgen.sink.LineSink.FileProvider,
            io.csgen.sink.InMemorySink.Provider,
            io.csgen.sink.LineSink.StdoutProvider;
}
