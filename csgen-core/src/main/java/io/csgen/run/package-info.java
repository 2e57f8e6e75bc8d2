/**
 * Runs: clicks of a generator handed to a sink against a clock, with counts of what became of them.
 * The only package that knows time and threads.
 */
@NullMarked
package io.csgen.run;

import org.jspecify.annotations.NullMarked;
