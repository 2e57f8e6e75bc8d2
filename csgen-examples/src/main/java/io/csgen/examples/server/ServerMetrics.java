package io.csgen.examples.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** What Prometheus reads of a server: its runs and their sinks, its version, its JVM and its process. Safe for concurrent use. */
final class ServerMetrics {
    /** The text format of Prometheus that every version of it reads. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    ServerMetrics(List<MeterBinder> runs) {
        runs.forEach(each -> each.bindTo(registry));
        Gauge.builder("csgen.build.info", () -> 1)
                .description("Version of csgen, as a label")
                .tag("version", Version.text())
                .register(registry);
        PrometheusRegistry target = registry.getPrometheusRegistry();
        ProcessMetrics.builder().register(target);
        JvmRuntimeInfoMetric.builder().register(target);
        JvmMemoryMetrics.builder().register(target);
        JvmGarbageCollectorMetrics.builder().register(target);
        JvmBufferPoolMetrics.builder().register(target);
        JvmThreadsMetrics.builder().register(target);
    }

    /** Returns all there is, in the text format of Prometheus. */
    String scrape() {
        return registry.scrape(CONTENT_TYPE);
    }
}
