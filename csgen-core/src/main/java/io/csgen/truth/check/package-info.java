/** Whether a captured stream is the one that was made: what a pipeline lost, changed, repeated or brought out of order. */
@NullMarked
package io.csgen.truth.check;

import org.jspecify.annotations.NullMarked;
