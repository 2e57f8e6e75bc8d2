/** The store that is started and stopped over HTTP, and its live page. */
@NullMarked
package io.csgen.examples.server;

import org.jspecify.annotations.NullMarked;
