package io.countersign.platform.observability;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/** What the log says of a request: who sent it, and which invoice, decision and trace it names. */
final class RequestLogContext extends OncePerRequestFilter {

    private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern OF_INVOICE = Pattern.compile("/api/(?:invoices|hitl/invoice)/(" + UUID + ")(?:/.*)?");
    private static final Pattern KEY = Pattern.compile("(" + UUID + ")", Pattern.CASE_INSENSITIVE);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try (LogContext _ = LogContext.begin()
                .actor(request.getRemoteUser())
                .invoice(found(OF_INVOICE, request.getServletPath()))
                .decision(found(KEY, request.getHeader("Idempotency-Key")))
                .trace(request.getHeader(Traces.TRACEPARENT))) {
            chain.doFilter(request, response);
        }
    }

    /** Nothing of what a client sends gets into the log as it came. */
    private static @Nullable String found(Pattern pattern, @Nullable String text) {
        Matcher matcher = pattern.matcher(text == null ? "" : text);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
