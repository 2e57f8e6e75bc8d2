/** The pipeline on AWS: clicks from a server through a stream and a function into a lake that SQL reads. */
@NullMarked
package io.csgen.aws;

import org.jspecify.annotations.NullMarked;
