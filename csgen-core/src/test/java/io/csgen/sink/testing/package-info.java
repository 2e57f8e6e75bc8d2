/**
 * For authors and users of sinks: the sink contract as a test class, and sinks that misbehave on
 * purpose. Part of the test artifact, because it needs JUnit Jupiter and AssertJ.
 */
@NullMarked
package io.csgen.sink.testing;

import org.jspecify.annotations.NullMarked;
