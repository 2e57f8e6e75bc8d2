/** What one execution of csgen is made of, whichever program runs it: settings, generator, faults, manifest, sink. */
@NullMarked
package io.csgen.examples.job;

import org.jspecify.annotations.NullMarked;
