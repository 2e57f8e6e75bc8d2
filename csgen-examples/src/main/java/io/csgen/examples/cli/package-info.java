/** The commands of the runnable jar. */
@NullMarked
package io.csgen.examples.cli;

import org.jspecify.annotations.NullMarked;
