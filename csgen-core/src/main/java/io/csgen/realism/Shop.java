package io.csgen.realism;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * A real shop whose figures are known in part, to tell how close a stream comes to that one. Immutable.
 * Where the numbers come from is said at {@link Figure}; all were published for, or measured on, the
 * data set named here.
 */
public enum Shop {
    /** RecSys Challenge 2015, a European shop. */
    YOOCHOOSE(
            "YOOCHOOSE (RecSys Challenge 2015)",
            "S1=3.568 S2=.863 S3=.254 S4=.068 S5=.0133 G1=9.7 G2=54.2 G3=277 G4=1134 G5=.233 "
                    + "P1=.421 P2=.783 P3=.715 R1=.27 R2=.162 T1=.403 T2=.034 T3=.215"),
    /** CIKM Cup 2016, track 2. */
    DIGINETICA(
            "Diginetica (CIKM Cup 2016)",
            "S1=4.15 S2=.688 S3=.389 S4=.096 S5=.0077 G1=11.4 G2=50.4 G3=233 G4=735 G5=.252 "
                    + "P1=.130 P2=.459 R1=.200 R2=.092"),
    /** The data set of the recommender RetailRocket. */
    RETAILROCKET(
            "RetailRocket",
            "S3=.163 S4=.038 S5=.0064 G1=12 G2=70 G3=487 G4=1510 G5=.286 P1=.227 P2=.636 "
                    + "R1=.41 R2=.264 T1=.389 T2=.054 T3=.107 V1=3 V2=13 F1=.026 F2=.324"),
    /** A multi-category store, October and November 2019. */
    REES46(
            "REES46 multi-category store",
            "S1=4.533 S2=.66 S3=.424 S4=.162 S5=.025 G1=10 G2=33 G3=116 G4=377 G5=.198 "
                    + "R1=.397 R2=.318 C1=.176 C2=.248 C3=.714 T1=.3725 T2=.060 T3=.034 F1=.0379 F2=.420"),
    /** Clothing, 2008; the UCI Machine Learning Repository's "clickstream data for online shopping". */
    ESHOP("e-shop clothing 2008 (UCI)", "S1=6.887 S2=.790 S3=.580 S4=.2745 S5=.0855");

    private final String publishedName;
    private final Map<Figure, Double> figures;

    Shop(String publishedName, String figures) {
        this.publishedName = publishedName;
        EnumMap<Figure, Double> values = new EnumMap<>(Figure.class);
        for (String figure : figures.split(" ")) {
            values.put(Figure.valueOf(figure.substring(0, 2)), Double.valueOf(figure.substring(3)));
        }
        this.figures = Collections.unmodifiableMap(values);
    }

    /** Returns the name under which the data set was published. */
    public String publishedName() {
        return publishedName;
    }

    /** Returns the figures known of the shop, in the order of {@link Figure}. */
    public Map<Figure, Double> figures() {
        return figures;
    }
}
