/** What packages of csgen share and nobody else can see: files that are written whole, and repeatable random numbers. */
@NullMarked
package io.csgen.internal;

import org.jspecify.annotations.NullMarked;
