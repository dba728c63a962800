package io.countersign.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Signs a request in by its own header and nothing else: no cookie counts, so no other site can make a browser act.
 * Spring's own filters for this touch a session where the request carries one; in the launcher that would be the
 * session of the issuer on the same port.
 */
final class AuthorizationHeaderFilter extends OncePerRequestFilter {

    private final Authenticator authenticator;
    private final AuthenticationEntryPoint refusal;
    private final SecurityContextRepository contexts;

    AuthorizationHeaderFilter(
            Authenticator authenticator, AuthenticationEntryPoint refusal, SecurityContextRepository contexts) {
        this.authenticator = authenticator;
        this.refusal = refusal;
        this.contexts = contexts;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            try {
                SecurityContext context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(authenticator.authenticate(authorization));
                SecurityContextHolder.setContext(context);
                // An answer that is written later, on another thread, is still this person's.
                contexts.saveContext(context, request, response);
            } catch (AuthenticationException e) {
                SecurityContextHolder.clearContext();
                refusal.commence(request, response, e);
                return;
            }
        }
        chain.doFilter(request, response);
    }
}
