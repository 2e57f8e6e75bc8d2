/** A page about the events of a lake. */
@NullMarked
package io.csgen.lake.dashboard;

import org.jspecify.annotations.NullMarked;
