/**
 * Model, seed and start to clicks. Pure: virtual time only, no clock, no thread, no setting of the
 * machine; the same input gives the same clicks on any JVM.
 */
@NullMarked
package io.csgen.simulate;

import org.jspecify.annotations.NullMarked;
