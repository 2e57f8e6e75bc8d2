/** What packages of csgen share and nobody else can see: whole files, repeatable random numbers, locks that are had anyway. */
@NullMarked
package io.csgen.internal;

import org.jspecify.annotations.NullMarked;
