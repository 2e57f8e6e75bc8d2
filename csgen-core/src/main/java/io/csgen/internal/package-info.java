/**
 * Shared by packages of csgen and not visible to others: files that appear only when complete, repeatable random numbers,
 * lines of bytes, locks that are taken even when memory runs out, charts and templates of pages.
 */
@NullMarked
package io.csgen.internal;

import org.jspecify.annotations.NullMarked;
