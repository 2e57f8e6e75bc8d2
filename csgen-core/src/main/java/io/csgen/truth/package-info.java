/** The expected answer: what a run must have produced. */
@NullMarked
package io.csgen.truth;

import org.jspecify.annotations.NullMarked;
