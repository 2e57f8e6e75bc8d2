/**
 * What csgen produces: clicks, the texts they are written as, and the way back from a URL to a click.
 */
@NullMarked
package io.csgen.click;

import org.jspecify.annotations.NullMarked;
