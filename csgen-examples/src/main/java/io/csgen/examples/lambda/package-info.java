/** An AWS Lambda function that turns clicks into events. */
@NullMarked
package io.csgen.examples.lambda;

import org.jspecify.annotations.NullMarked;
