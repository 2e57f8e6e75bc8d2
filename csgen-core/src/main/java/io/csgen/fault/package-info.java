/**
 * Faults on demand: what goes wrong in real streams, put into clicks on purpose, so that a pipeline can be tested
 * with it. Which click gets which fault follows from the click and a seed alone.
 */
@NullMarked
package io.csgen.fault;

import org.jspecify.annotations.NullMarked;
