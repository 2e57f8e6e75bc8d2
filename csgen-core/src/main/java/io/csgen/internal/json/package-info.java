/** Shared by packages of csgen and not visible to others: JSON, for which core has no library. */
@NullMarked
package io.csgen.internal.json;

import org.jspecify.annotations.NullMarked;
