package io.countersign.platform.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Counts what only browsers know, and say beside a request of somebody who is signed in: that it is a decision's second
 * try or a later one, and that a page asks anew because it may have missed a push. A header that says neither is passed
 * over: no decision fails for a report.
 */
public final class BrowserReports implements HandlerInterceptor {

    /** Which try of the same decision this is, from 1 on. */
    static final String TRIES = "Countersign-Tries";

    /** Why a page asks anew; also a header of STOMP's CONNECT. */
    public static final String RESYNC = "Countersign-Resync";

    /** How often a decision had been tried in vain before it arrived: one value for each that took more than one try. */
    public static final String OUTBOX_RETRIES = "countersign.outbox.retries";

    /** How often pages asked anew what they may have missed. */
    public static final String RESYNCS = "countersign.resyncs";

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

    private final DistributionSummary retries;
    private final Counter reconnected;
    private final Counter asked;

    BrowserReports(MeterRegistry meters) {
        this.retries = DistributionSummary.builder(OUTBOX_RETRIES)
                .description("Vain tries before a retried decision arrived, as browsers say")
                .register(meters);
        this.reconnected = resyncs(meters, "reconnected");
        this.asked = resyncs(meters, "asked");
    }

    private static Counter resyncs(MeterRegistry meters, String why) {
        return Counter.builder(RESYNCS)
                .description("How often pages asked anew what they may have missed")
                .tag("why", why)
                .register(meters);
    }

    /** A page's socket is back after it was lost. */
    public void reconnected() {
        reconnected.increment();
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getHeader(RESYNC) != null) {
            asked.increment();
        }
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        // Answered so, it is tried again, and then counts with all its tries.
        if (response.getStatus() != HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            vain(request.getHeader(TRIES));
        }
    }

    private void vain(@Nullable String tries) {
        if (tries != null && NUMBER.matcher(tries).matches() && !tries.equals("1")) {
            retries.record(Integer.parseInt(tries) - 1.0);
        }
    }
}
