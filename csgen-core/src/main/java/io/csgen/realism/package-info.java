/**
 * How close a click stream comes to those of real shops. {@link io.csgen.realism.ClickStatistics}
 * measures the {@linkplain io.csgen.realism.RealismScore.Figure figures} of any stream, csgen's or captured; {@link io.csgen.realism.RealismScore}
 * compares them with bands that span the real data sets.
 *
 * <p>The data sets, by the names used here:
 *
 * <ul>
 *   <li>YOOCHOOSE: RecSys Challenge 2015, clicks of a European shop, April to September 2014
 *   <li>Diginetica: CIKM Cup 2016, track 2, product views of a search engine's shop
 *   <li>RetailRocket: "Retailrocket recommender system dataset", 2.76 million events of 1.41 million
 *       visitors, May to September 2015
 *   <li>REES46: "eCommerce behavior data from multi category store", October and November 2019
 *   <li>OTTO: "OTTO Recommender Systems Dataset", four weeks of August 2022
 *   <li>Synerise: RecSys Challenge 2025, six months of 18.7 million clients
 *   <li>e-shop clothing: UCI Machine Learning Repository, "clickstream data for online shopping",
 *       April to August 2008
 * </ul>
 *
 * A number called <em>published</em> stands in the description of its data set or in an audit of the
 * whole of it; one called <em>measured</em> was computed for csgen on a public sample of it. Only
 * aggregates are used, no rows of any data set are part of csgen.
 */
@NullMarked
package io.csgen.realism;

import org.jspecify.annotations.NullMarked;
