/** An AWS Lambda function that turns click URLs into events. */
@NullMarked
package io.csgen.examples.lambda;

import org.jspecify.annotations.NullMarked;
