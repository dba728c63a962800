package io.countersign.platform.security;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/**
 * How often each of many may do something, counted in this process alone. Who stays away is forgotten, which changes
 * nothing: by then nothing counts against them any more.
 */
public final class RateLimit {

    /** How many are counted at a time; where there are more, who was away longest starts afresh. */
    private static final long AT_A_TIME = 10_000;

    private final LoadingCache<String, Bucket> buckets;

    /**
     * The limit.
     *
     * @param burst how many may come at once
     * @param perSecond how many may come for long
     */
    public RateLimit(long burst, long perSecond) {
        Duration untilFull = Duration.ofSeconds(burst / perSecond + 1);
        this.buckets = Caffeine.newBuilder()
                .maximumSize(AT_A_TIME)
                .expireAfterAccess(untilFull)
                .build(_ -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
                        .build());
    }

    /** Counts one of {@code who}'s; zero where it may go on, else how long to wait until the next may. */
    public Duration take(String who) {
        ConsumptionProbe taken = buckets.get(who).tryConsumeAndReturnRemaining(1);
        return taken.isConsumed() ? Duration.ZERO : Duration.ofNanos(taken.getNanosToWaitForRefill());
    }
}
