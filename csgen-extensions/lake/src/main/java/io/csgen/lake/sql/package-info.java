/** The relational view of a lake. */
@NullMarked
package io.csgen.lake.sql;

import org.jspecify.annotations.NullMarked;
