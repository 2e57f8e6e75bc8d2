/** A small HTTP server with limits on all that its clients can take. */
@NullMarked
package io.csgen.examples.http;

import org.jspecify.annotations.NullMarked;
