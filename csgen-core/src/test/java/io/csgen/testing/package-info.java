/** What csgen's own tests share. Not for others: what they may use is in {@code io.csgen.sink.testing}. */
@NullMarked
package io.csgen.testing;

import org.jspecify.annotations.NullMarked;
