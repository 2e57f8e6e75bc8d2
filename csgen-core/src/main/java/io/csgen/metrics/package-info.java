/**
 * Runs as Micrometer metrics. Nothing else in csgen touches Micrometer, which is an optional dependency: programs that
 * do not use this package do not need it.
 */
@NullMarked
package io.csgen.metrics;

import org.jspecify.annotations.NullMarked;
