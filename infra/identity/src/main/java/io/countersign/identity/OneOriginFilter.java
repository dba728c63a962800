package io.countersign.identity;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Leads a person who typed another name of this machine ({@code 127.0.0.1}) to the one under which the issuer knows its
 * client ({@code localhost}); under the other nobody could sign in. Only this machine's own names are taken for one
 * another, so nobody is led elsewhere.
 */
final class OneOriginFilter extends OncePerRequestFilter {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final URI issuer;

    OneOriginFilter(URI issuer) {
        this.issuer = issuer;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isPage(request) && isOtherName(request)) {
            String query = request.getQueryString();
            response.sendRedirect("%s://%s%s%s"
                    .formatted(
                            issuer.getScheme(),
                            issuer.getAuthority(),
                            request.getRequestURI(),
                            query == null ? "" : "?" + query));
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean isPage(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return HttpMethod.GET.matches(request.getMethod())
                && accept != null
                && accept.contains(MediaType.TEXT_HTML_VALUE);
    }

    private boolean isOtherName(HttpServletRequest request) {
        String asked = request.getServerName();
        return THIS_MACHINE.contains(issuer.getHost())
                && THIS_MACHINE.contains(asked)
                && !asked.equals(issuer.getHost())
                && request.getServerPort() == issuer.getPort();
    }
}
