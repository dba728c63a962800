package io.countersign.platform.security;

import io.countersign.platform.web.ProblemWriter;
import io.countersign.platform.web.Problems;
import io.micrometer.core.instrument.Counter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps one user, or a program that has run wild in a user's name, from taking a side for itself: whatever changes
 * something through the API is counted by who asks for it. Comes after the rules, so that only who is let in is counted.
 */
final class DecisionRateFilter extends OncePerRequestFilter {

    private static final Set<String> QUESTIONS =
            Set.of(HttpMethod.GET.name(), HttpMethod.HEAD.name(), HttpMethod.OPTIONS.name());

    private final long perSecond;
    private final RateLimit limit;
    private final ProblemWriter problems;
    private final Counter refused;

    DecisionRateFilter(long perSecond, ProblemWriter problems, Counter refused) {
        this.perSecond = perSecond;
        this.limit = new RateLimit(perSecond, perSecond);
        this.problems = problems;
        this.refused = refused;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return QUESTIONS.contains(request.getMethod())
                // Decoded, as the rules and the dispatcher see it: an escaped letter leads to the same place.
                || !request.getServletPath().startsWith("/api/")
                || request.getUserPrincipal() == null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Principal user = request.getUserPrincipal();
        Duration wait = user == null ? Duration.ZERO : limit.take(user.getName());
        if (wait.isPositive()) {
            refused.increment();
            problems.write(Problems.describe(new TooManyDecisions(perSecond, wait)), request, response);
            return;
        }
        chain.doFilter(request, response);
    }
}
