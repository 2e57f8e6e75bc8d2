/**
 * The expected answer: what a run must have produced, and whether a pipeline lost or changed anything of it.
 */
@NullMarked
package io.csgen.truth;

import org.jspecify.annotations.NullMarked;
