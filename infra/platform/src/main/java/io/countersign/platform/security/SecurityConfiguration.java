package io.countersign.platform.security;

import static io.countersign.platform.security.Role.APPROVER;
import static io.countersign.platform.security.Role.AUDITOR;
import static io.countersign.platform.security.Role.OPERATOR;
import static io.countersign.platform.security.Role.REVIEWER;

import io.countersign.platform.web.ProblemWriter;
import io.countersign.platform.web.WebConfiguration;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * The one security chain of the command side, the query side and the launcher: who may send what where. It keeps no
 * session; each request proves itself. It is ordered last, so that chains for paths of their own (the issuer's) come
 * first.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@EnableConfigurationProperties(AccessSettings.class)
@Import(WebConfiguration.class)
public class SecurityConfiguration {

    /** Chains for some paths only are ordered before this one, which takes all others. */
    public static final int ORDER = 100;

    @Bean
    Authenticator authenticator(ObjectProvider<JwtDecoder> tokens, AccessSettings settings) {
        return new Authenticator(tokens.getIfAvailable(), settings.demoUsers());
    }

    @Bean
    ClientSettings clientSettings(AccessSettings settings, Environment environment) {
        String accepted = environment.getProperty("spring.security.oauth2.resourceserver.jwt.issuer-uri");
        return new ClientSettings(
                accepted == null || accepted.isBlank() ? settings.identity().issuer() : accepted,
                settings.identity().clientId());
    }

    @Bean
    Refusals refusals(ProblemWriter problems) {
        return new Refusals(problems);
    }

    @Bean
    RequestRejectedHandler requestRejectedHandler(Refusals refusals) {
        return refusals;
    }

    @Bean
    @Order(ORDER)
    SecurityFilterChain countersignChain(
            HttpSecurity http,
            Authenticator authenticator,
            Refusals refusals,
            ClientSettings client,
            AccessSettings settings,
            ProblemWriter problems,
            MeterRegistry meters,
            ListableBeanFactory beans) {
        SecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();
        AuthenticationEntryPoint refusal = refusals;
        if (settings.rateLimit() > 0) {
            http.addFilterAfter(
                    new DecisionRateFilter(settings.rateLimit(), problems, refusedDecisions(meters)),
                    AuthorizationFilter.class);
        }
        return http.securityContext(context -> context.securityContextRepository(contexts))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                // Nothing here is signed in by a cookie, so there is nothing to forge.
                .csrf(AbstractHttpConfigurer::disable)
                .addFilterBefore(
                        new AuthorizationHeaderFilter(authenticator, refusal, contexts),
                        AnonymousAuthenticationFilter.class)
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(refusal).accessDeniedHandler(refusals))
                .headers(headers -> harden(headers, client))
                .authorizeHttpRequests(requests -> rules(requests, new UnansweredRequests(beans)))
                .build();
    }

    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
            RequestMatcher unanswered) {
        // What was let in once is let out again: an answer written later, or the page of an error.
        requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                .permitAll();

        requests.requestMatchers("/actuator/health", "/actuator/health/**", "/api/client-settings")
                .permitAll();
        // A socket signs in with its CONNECT frame: browsers cannot put a header on the handshake.
        requests.requestMatchers("/ws", "/ws/**").permitAll();
        requests.requestMatchers("/actuator", "/actuator/**").hasRole(OPERATOR.name());

        requests.requestMatchers("/api/me", "/api/terms", "/api/reason-codes").authenticated();
        requests.requestMatchers("/api/audit", "/api/audit/**").hasRole(AUDITOR.name());

        for (HttpMethod reading : new HttpMethod[] {HttpMethod.GET, HttpMethod.HEAD}) {
            requests.requestMatchers(reading, "/api/invoices", "/api/invoices/**", "/api/hitl/**", "/api/mentions")
                    .hasAnyRole(REVIEWER.name(), APPROVER.name(), AUDITOR.name());
        }
        requests.requestMatchers(HttpMethod.POST, "/api/invoices/*/approval").hasRole(APPROVER.name());
        // A batch mixes kinds; each decision in it is judged by its own kind.
        requests.requestMatchers("/api/decisions").hasAnyRole(REVIEWER.name(), APPROVER.name());
        requests.requestMatchers("/api/invoices", "/api/invoices/**", "/api/hitl/**")
                .hasRole(REVIEWER.name());

        requests.requestMatchers(HttpMethod.GET, "/v3/api-docs").permitAll();
        // The browser's page and its scripts, or nothing at all; of what the API has not, only who is signed in is
        // told.
        requests.requestMatchers(new AndRequestMatcher(
                        PathPatternRequestMatcher.withDefaults().matcher("/api/**"), unanswered))
                .authenticated();
        requests.requestMatchers(unanswered).permitAll();
        // An endpoint without a rule.
        requests.anyRequest().denyAll();
    }

    private static Counter refusedDecisions(MeterRegistry meters) {
        return Counter.builder("countersign.decisions.rate.limited")
                .description("Decisions refused because their user sent too many at once")
                .register(meters);
    }

    private static void harden(HeadersConfigurer<HttpSecurity> headers, ClientSettings client) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(ContentSecurityPolicy.forBrowser(client)))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::sameOrigin)
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                // The edge says the same for its pages. Of other hosts of the company this one knows nothing.
                .httpStrictTransportSecurity(transport -> transport.includeSubDomains(false))
                .contentTypeOptions(Customizer.withDefaults());
    }
}
