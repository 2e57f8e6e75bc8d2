/**
 * Where clicks go: the contract every sink keeps, the receipts it gives, and the sinks that need
 * nothing but the JDK.
 */
@NullMarked
package io.csgen.sink;

import org.jspecify.annotations.NullMarked;
