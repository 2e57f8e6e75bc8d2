/**
 * The expected answer beside the data: what a run must have produced, and whether what came out of a pipeline
 * is that.
 */
@NullMarked
package io.csgen.truth;

import org.jspecify.annotations.NullMarked;
