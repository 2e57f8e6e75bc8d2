/** What counting and checking share, and nobody else can see: how clicks are hashed. */
@NullMarked
package io.csgen.truth.internal;

import org.jspecify.annotations.NullMarked;
