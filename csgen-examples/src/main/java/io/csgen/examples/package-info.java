/** The runnable jar: a command line, and a small HTTP server with a page. */
@NullMarked
package io.csgen.examples;

import org.jspecify.annotations.NullMarked;
