package io.countersign.query.operations;

import io.countersign.platform.eventstore.NodeId;
import io.countersign.query.platform.MeterNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How late pushes were, minute by minute over the last hour, of all nodes together: each adds what its own histogram counted
 * since it told last. So the page that shows it needs nothing that collects metrics.
 */
@Component
final class PushLags {

    private final NodeId node;
    private final MeterRegistry meters;
    private final JdbcTemplate batches;
    private final JdbcClient jdbc;
    private Map<Double, Long> told = Map.of();

    PushLags(NodeId node, MeterRegistry meters, JdbcTemplate batches, JdbcClient jdbc) {
        this.node = node;
        this.meters = meters;
        this.batches = batches;
        this.jdbc = jdbc;
    }

    /** Adds what this node pushed since to the minute of the database's clock, and forgets what is over an hour old. */
    synchronized void tell() {
        Map<Double, Long> counted = counted();
        Map<Double, Long> more = new HashMap<>();
        counted.forEach((upTo, frames) -> {
            long since = frames - told.getOrDefault(upTo, 0L);
            if (since > 0) {
                more.put(upTo, since);
            }
        });
        if (!more.isEmpty()) {
            batches.batchUpdate("""
                            INSERT INTO read_model.push_lag (minute, node, up_to_ms, frames)
                            VALUES (date_trunc('minute', clock_timestamp()), ?, ?, ?)
                            ON CONFLICT (minute, node, up_to_ms) DO UPDATE SET frames = push_lag.frames + excluded.frames""", more.entrySet(), more.size(), (row, bucket) -> {
                row.setString(1, node.value());
                row.setDouble(2, bucket.getKey());
                row.setLong(3, bucket.getValue());
            });
            told = counted;
        }
        jdbc.sql("DELETE FROM read_model.push_lag WHERE minute < clock_timestamp() - interval '1 hour'")
                .update();
    }

    /** Of each minute from that one on in which something was pushed, by whichever node. */
    Map<Instant, PushLag> from(Instant minute) {
        Map<Instant, NavigableMap<Double, Long>> minutes = new HashMap<>();
        jdbc.sql("""
                        SELECT minute, up_to_ms, sum(frames) AS frames FROM read_model.push_lag
                        WHERE minute >= ?::timestamptz GROUP BY minute, up_to_ms""").param(minute.toString()).query(row -> {
            minutes.computeIfAbsent(
                            row.getObject("minute", OffsetDateTime.class).toInstant(), _ -> new TreeMap<>())
                    .put(row.getDouble("up_to_ms"), row.getLong("frames"));
        });
        Map<Instant, PushLag> lags = new HashMap<>();
        minutes.forEach((at, buckets) -> lags.put(at, new PushLag(buckets)));
        return lags;
    }

    /** How many frames are in each bucket since the start; what is beyond all of them is in one without an end. */
    private Map<Double, Long> counted() {
        @Nullable Timer lag = meters.find(MeterNames.PUSH_LAG).timer();
        if (lag == null) {
            return Map.of();
        }
        HistogramSnapshot snapshot = lag.takeSnapshot();
        Map<Double, Long> counted = new HashMap<>();
        long before = 0;
        for (CountAtBucket bucket : snapshot.histogramCounts()) {
            long upTo = Math.round(bucket.count());
            counted.put(bucket.bucket(TimeUnit.MILLISECONDS), upTo - before);
            before = upTo;
        }
        counted.merge(Double.POSITIVE_INFINITY, Math.max(0, snapshot.count() - before), Long::sum);
        return counted;
    }
}
