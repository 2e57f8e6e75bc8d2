/** Takes events from files or a stream to a lake. */
@NullMarked
package io.csgen.lake.deliver;

import org.jspecify.annotations.NullMarked;
