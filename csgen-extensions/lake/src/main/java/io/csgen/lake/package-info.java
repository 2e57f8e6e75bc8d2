/** The commands of csgen-lake.jar. */
@NullMarked
package io.csgen.lake;

import org.jspecify.annotations.NullMarked;
