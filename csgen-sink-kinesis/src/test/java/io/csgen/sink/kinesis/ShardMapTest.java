package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.Shard;

class ShardMapTest {
    private static final String HALF = BigInteger.ONE.shiftLeft(127).toString();
    private static final String BELOW_HALF =
            BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE).toString();

    private static HashKey randomKey(Random random) {
        return new HashKey(random.nextLong(), random.nextLong());
    }

    @Test
    void coversTheHashSpaceWithPartsOfNoShardWhereNothingIsKnown() {
        ShardMap map = ShardMap.unknown();

        assertThat(map.isKnown()).isFalse();
        assertThat(map.open()).hasSize(128);
        assertThat(map.open().get(0).first()).isEqualTo(HashKey.MIN);
        assertThat(map.open().get(127).last()).isEqualTo(HashKey.MAX);
        assertThat(map.open().get(5).name()).isEqualTo("unknown");
    }

    @Test
    void findsTheOneRangeThatHoldsAKey() {
        Random random = new Random(5);
        for (int shards : new int[] {1, 2, 3, 7, 100}) {
            ShardMap map = ShardMap.of(FakeKinesis.equalShards(shards));
            for (int i = 0; i < 500; i++) {
                HashKey key = randomKey(random);
                assertThat(map.open().get(map.indexOf(key)).contains(key)).isTrue();
            }
            for (int i = 0; i < shards; i++) {
                assertThat(map.indexOf(map.open().get(i).first())).isEqualTo(i);
                assertThat(map.indexOf(map.open().get(i).last())).isEqualTo(i);
            }
        }
    }

    @Test
    void remembersTheRangesOfClosedShards() {
        ShardMap map = ShardMap.of(List.of(
                FakeKinesis.closedShard("parent", "0", HashKey.MAX.toString()),
                FakeKinesis.shard("upper", HALF, HashKey.MAX.toString()),
                FakeKinesis.shard("lower", "0", BELOW_HALF)));

        assertThat(map.isKnown()).isTrue();
        assertThat(map.open()).extracting(ShardMap.Range::shardId).containsExactly("lower", "upper");
        assertThat(map.ranges()).containsOnlyKeys("lower", "upper", "parent");
    }

    @Test
    void refusesOpenShardsThatLeaveGapsOrOverlap() {
        Shard lower = FakeKinesis.shard("lower", "0", BELOW_HALF);
        Shard upper = FakeKinesis.shard("upper", HALF, HashKey.MAX.toString());
        Shard middle = FakeKinesis.shard("middle", "7", HALF);
        for (List<Shard> broken :
                List.of(List.of(lower), List.of(upper), List.of(lower, middle, upper), List.<Shard>of())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ShardMap.of(broken))
                    .withMessage("the open Kinesis shards leave gaps or overlap");
        }
    }
}
