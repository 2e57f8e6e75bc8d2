package io.csgen.architecture.sink;

import io.csgen.architecture.simulate.SeesSink;

/** Breaks the rule that sinks see no simulation; both form a cycle. */
public interface SeesSimulate {
    SeesSink simulation();
}
