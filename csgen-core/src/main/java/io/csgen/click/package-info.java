/**
 * What csgen produces: clicks, the texts they are written as, and the way back from texts to clicks.
 */
@NullMarked
package io.csgen.click;

import org.jspecify.annotations.NullMarked;
