/** Where a lake lies: a directory or a bucket in S3. */
@NullMarked
package io.csgen.lake.store;

import org.jspecify.annotations.NullMarked;
