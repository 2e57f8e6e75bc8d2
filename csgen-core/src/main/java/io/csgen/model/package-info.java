/**
 * What the store and its users are like: an immutable, validated description without any
 * randomness, read from and written to properties.
 */
@NullMarked
package io.csgen.model;

import org.jspecify.annotations.NullMarked;
