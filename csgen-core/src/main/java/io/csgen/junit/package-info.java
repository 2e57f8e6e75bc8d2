/**
 * Clicks in the tests of a program: a JUnit extension that provides them, and assertions on what the program made of them. Nothing
 * else in csgen touches JUnit, which is an optional dependency: programs that do not use this package do not need it.
 */
@NullMarked
package io.csgen.junit;

import org.jspecify.annotations.NullMarked;
