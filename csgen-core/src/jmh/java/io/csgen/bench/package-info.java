/**
 * Benchmarks: what a click costs, stage by stage, beside a plain copy of its bytes and beside other
 * generators. Not part of any artifact.
 */
@NullMarked
package io.csgen.bench;

import org.jspecify.annotations.NullMarked;
