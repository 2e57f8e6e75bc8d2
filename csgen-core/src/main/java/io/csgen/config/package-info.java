/**
 * Settings as users write them: declared keys, layered values with their origin, and problems
 * reported all at once. Knows nothing of stores, clicks or sinks.
 */
@NullMarked
package io.csgen.config;

import org.jspecify.annotations.NullMarked;
