/**
 * A sink that puts clicks into an Amazon Kinesis data stream through Amazon's own producer, the Kinesis
 * Producer Library (KPL), and makes that safe: bounded, with a receipt for every click, and never waiting
 * for a native process that hangs. Needs nothing of csgen but clicks, settings and the sink contract.
 */
@NullMarked
package io.csgen.sink.kpl;

import org.jspecify.annotations.NullMarked;
