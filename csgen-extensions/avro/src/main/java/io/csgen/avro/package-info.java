/** Clicks as Apache Avro object container files. */
@NullMarked
package io.csgen.avro;

import org.jspecify.annotations.NullMarked;
