package io.csgen.internal;

/**
 * What random numbers are drawn for; each has its own streams. The order is part of the generated
 * data: append, never reorder.
 */
public enum Concern {
    ARRIVAL,
    USER,
    LENGTH,
    NAVIGATION,
    PRODUCT,
    PACE,
    THINK_TIME,
    UNDER_WAY,
    TREND,
    FAVOURITE_GROUP,
    JOURNEY
}
