package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashKeyTest {
    private static BigInteger md5(String key) {
        return new BigInteger(1, RecordWriter.newMd5().digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    private static HashKey hash(String key) {
        return HashKey.ofMd5(RecordWriter.newMd5().digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void isTheMd5OfAKeyAsAnUnsignedNumber() {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            String key = Integer.toString(random.nextInt());
            assertThat(hash(key)).hasToString(md5(key).toString());
        }
    }

    @Test
    void readsTheNotationOfKinesis() {
        Random random = new Random(8);
        for (int i = 0; i < 1_000; i++) {
            String decimal = new BigInteger(random.nextInt(129), random).toString();
            assertThat(HashKey.parse(decimal)).hasToString(decimal);
        }
        assertThat(HashKey.parse("340282366920938463463374607431768211455")).isEqualTo(HashKey.MAX);
        assertThat(HashKey.parse("0")).isEqualTo(HashKey.MIN);
    }

    @Test
    void isOrderedAsUnsignedNumbersAre() {
        List<String> ascending = List.of(
                "0",
                "9223372036854775807",
                "18446744073709551615",
                "18446744073709551616",
                "170141183460469231731687303715884105727",
                "170141183460469231731687303715884105728",
                "340282366920938463463374607431768211455");
        for (int i = 0; i < ascending.size(); i++) {
            for (int j = 0; j < ascending.size(); j++) {
                assertThat(Integer.signum(HashKey.parse(ascending.get(i)).compareTo(HashKey.parse(ascending.get(j)))))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }
}
