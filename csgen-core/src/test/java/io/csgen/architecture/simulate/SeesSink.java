package io.csgen.architecture.simulate;

import io.csgen.architecture.sink.SeesSimulate;

/** Breaks the rule that the simulation sees no sink; both form a cycle. */
public interface SeesSink {
    SeesSimulate sink();
}
