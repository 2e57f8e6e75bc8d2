/** What packages of csgen share of sinks and nobody else can see: why something failed, in words. */
@NullMarked
package io.csgen.sink.internal;

import org.jspecify.annotations.NullMarked;
