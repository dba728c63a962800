package io.countersign.identity;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.countersign.platform.security.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.servlet.CookieSameSiteSupplier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.web.authentication.OidcLogoutAuthenticationSuccessHandler;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.CookieRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.session.HttpSessionEventPublisher;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/**
 * The issuer: its endpoints, its clients, its keys, its sign-in page. The chains here take only the issuer's own paths
 * and come before the chain of the API.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(IdentityConfiguration.NoOtherIssuer.class)
@EnableWebSecurity
@EnableConfigurationProperties(IdentitySettings.class)
public class IdentityConfiguration {

    /** The client by which machines read metrics. */
    static final String METRICS_CLIENT = "countersign-metrics";

    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();
    private static final RequestMatcher AUTHORIZATION = PATHS.matcher(HttpMethod.GET, "/oauth2/authorize");

    // What a browser asks before a page of another origin may call an endpoint.
    private static final RequestMatcher PREFLIGHT = new OrRequestMatcher(
            PATHS.matcher(HttpMethod.OPTIONS, "/oauth2/**"),
            PATHS.matcher(HttpMethod.OPTIONS, "/.well-known/**"),
            PATHS.matcher(HttpMethod.OPTIONS, "/userinfo"));

    /** Holds where no other issuer is named. */
    static final class NoOtherIssuer extends NoneNestedConditions {
        NoOtherIssuer() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("spring.security.oauth2.resourceserver.jwt.issuer-uri")
        static final class OtherIssuer {}
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    @Bean
    Accounts accounts(
            IdentitySettings settings,
            PasswordEncoder encoder,
            @Value("${countersign.demo-users:false}") boolean demoUsers) {
        return new Accounts(settings.users(), demoUsers, encoder);
    }

    @Bean
    KeyFolder keyFolder(IdentitySettings settings) {
        return new KeyFolder(settings.requiredDataDir());
    }

    @Bean
    JWKSource<SecurityContext> signingKeys(KeyFolder folder) {
        JWKSet keys = folder.signingKeys();
        return new ImmutableJWKSet<>(keys);
    }

    /** Verifies the issuer's own tokens in its own process, without a request to itself. */
    @Bean
    JwtDecoder accessTokens(
            JWKSource<SecurityContext> keys,
            IdentitySettings settings,
            @Value("${spring.security.oauth2.resourceserver.jwt.audiences:}") List<String> audiences) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys).build();
        OAuth2TokenValidator<Jwt> ours = JwtValidators.createDefaultWithIssuer(settings.requiredIssuer());
        decoder.setJwtValidator(
                audiences.isEmpty()
                        ? ours
                        : new DelegatingOAuth2TokenValidator<>(
                                ours,
                                new JwtClaimValidator<Collection<String>>(
                                        JwtClaimNames.AUD,
                                        meantFor -> meantFor != null && !Collections.disjoint(meantFor, audiences))));
        return decoder;
    }

    @Bean
    BrowserSession browserSession(KeyFolder folder, IdentitySettings settings, Accounts accounts) {
        return new BrowserSession(folder.sessionKey(), settings.sessionLifetime(), accounts, InstantSource.system());
    }

    @Bean
    AuthorizationServerSettings authorizationServerSettings(IdentitySettings settings) {
        return AuthorizationServerSettings.builder()
                .issuer(settings.requiredIssuer())
                .build();
    }

    @Bean
    OAuth2AuthorizationService authorizations() {
        return new ForgettingAuthorizations(InstantSource.system());
    }

    @Bean
    RegisteredClientRepository clients(IdentitySettings settings) {
        List<RegisteredClient> clients = new ArrayList<>();
        clients.add(browserClient(settings));
        if (settings.metricsClientSecret() != null) {
            clients.add(metricsClient(settings.metricsClientSecret(), settings));
        }
        return new InMemoryRegisteredClientRepository(clients);
    }

    private static RegisteredClient browserClient(IdentitySettings settings) {
        return RegisteredClient.withId(settings.clientId())
                .clientId(settings.clientId())
                .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUris(uris -> settings.clientRedirectUris().stream()
                        .map(URI::toString)
                        .forEach(uris::add))
                .postLogoutRedirectUris(uris -> settings.clientOrigins().forEach(origin -> uris.add(origin + "/")))
                .scope(OidcScopes.OPENID)
                .scope(OidcScopes.PROFILE)
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(true)
                        .requireAuthorizationConsent(false)
                        .build())
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(settings.accessTokenLifetime())
                        .build())
                .build();
    }

    private static RegisteredClient metricsClient(String secret, IdentitySettings settings) {
        return RegisteredClient.withId(METRICS_CLIENT)
                .clientId(METRICS_CLIENT)
                // Long and random, unlike a password, so it needs no slow hash.
                .clientSecret("{noop}" + secret)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(settings.accessTokenLifetime())
                        .build())
                .build();
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> namesAndRoles(Accounts accounts) {
        return context -> {
            Authentication principal = Objects.requireNonNull(context.getPrincipal(), "Every token is somebody's");
            String name = principal.getName();
            boolean machine = AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType());
            context.getClaims().claim("preferred_username", name);
            if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
                Set<Role> roles = machine
                        ? Set.of(Role.OPERATOR)
                        : accounts.find(name).map(Accounts.Account::roles).orElse(Set.of());
                context.getClaims()
                        .claim("roles", roles.stream().sorted().map(Role::claim).toList());
            } else if (OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue())) {
                context.getClaims().claim("name", name);
            }
        };
    }

    /** The endpoints of OAuth 2.1 and OpenID Connect. */
    @Bean
    @Order(1)
    SecurityFilterChain issuerChain(
            HttpSecurity http,
            IdentitySettings settings,
            BrowserSession session,
            RegisteredClientRepository clients,
            JWKSource<SecurityContext> keys) {
        OAuth2AuthorizationServerConfigurer issuer = new OAuth2AuthorizationServerConfigurer();
        http.securityMatcher(new OrRequestMatcher(issuer.getEndpointsMatcher(), PREFLIGHT))
                .with(
                        issuer,
                        server -> server.oidc(oidc ->
                                oidc.logoutEndpoint(logout -> logout.authenticationProviders(judges -> {
                                            judges.clear();
                                            judges.add(new SigningOut(clients, idTokens(keys, settings)));
                                        })
                                        .logoutResponseHandler(endOf(session)))))
                .authorizeHttpRequests(requests -> requests
                        // Asked not to show a page, the endpoint itself says that nobody is signed in.
                        .requestMatchers(IdentityConfiguration::isSilent)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .cors(cors -> cors.configurationSource(browserOrigins(settings)))
                .addFilterAfter(
                        (request, response, chain) -> {
                            session.renew((HttpServletRequest) request, (HttpServletResponse) response);
                            chain.doFilter(request, response);
                        },
                        SecurityContextHolderFilter.class)
                .exceptionHandling(handling -> handling.defaultAuthenticationEntryPointFor(
                        new LoginUrlAuthenticationEntryPoint("/login"),
                        new MediaTypeRequestMatcher(MediaType.TEXT_HTML)));
        return common(http, settings, session).build();
    }

    /** The page on which a person signs in. */
    @Bean
    @Order(2)
    SecurityFilterChain signInChain(
            HttpSecurity http, IdentitySettings settings, BrowserSession session, Accounts accounts) {
        http.securityMatcher("/login", "/identity/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .authenticationProvider(new PasswordSignIn(accounts))
                .formLogin(form -> form.loginPage("/login").defaultSuccessUrl(settings.clientHome()))
                // Kept in the browser, like the session: who has the page open during a restart can go on.
                .csrf(csrf -> csrf.csrfTokenRepository(new CookieCsrfTokenRepository()));
        return common(http, settings, session).build();
    }

    private static AuthenticationSuccessHandler endOf(BrowserSession session) {
        SecurityContextLogoutHandler end = new SecurityContextLogoutHandler();
        end.setSecurityContextRepository(session);
        OidcLogoutAuthenticationSuccessHandler endAndLeadBack = new OidcLogoutAuthenticationSuccessHandler();
        endAndLeadBack.setLogoutHandler(end);
        return endAndLeadBack;
    }

    private static boolean isSilent(HttpServletRequest request) {
        return AUTHORIZATION.matches(request) && "none".equals(request.getParameter("prompt"));
    }

    private static HttpSecurity common(HttpSecurity http, IdentitySettings settings, BrowserSession session) {
        return http.securityContext(context -> context.securityContextRepository(session))
                .requestCache(cache -> cache.requestCache(new CookieRequestCache()))
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(contentSecurityPolicy(settings)))
                        .frameOptions(HeadersConfigurer.FrameOptionsConfig::sameOrigin)
                        .httpStrictTransportSecurity(transport -> transport.includeSubDomains(false))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)));
    }

    private static String contentSecurityPolicy(IdentitySettings settings) {
        // A browser holds the redirect that follows a form to form-action too, and it leads back to the client.
        return "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'self'; "
                + "form-action 'self' " + String.join(" ", settings.clientOrigins());
    }

    private static NimbusJwtDecoder idTokens(JWKSource<SecurityContext> keys, IdentitySettings settings) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys).build();
        decoder.setJwtValidator(new JwtIssuerValidator(settings.requiredIssuer()));
        return decoder;
    }

    private static UrlBasedCorsConfigurationSource browserOrigins(IdentitySettings settings) {
        CorsConfiguration cors = new CorsConfiguration();
        cors.setAllowedOrigins(settings.clientOrigins());
        cors.setAllowedMethods(List.of(HttpMethod.GET.name(), HttpMethod.POST.name()));
        cors.setAllowedHeaders(List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE));
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", cors);
        return source;
    }

    @Bean
    SignInPage signInPage(Accounts accounts) {
        return new SignInPage(accounts);
    }

    @Bean
    FilterRegistrationBean<OneOriginFilter> oneOriginFilter(IdentitySettings settings) {
        FilterRegistrationBean<OneOriginFilter> registration =
                new FilterRegistrationBean<>(new OneOriginFilter(URI.create(settings.requiredIssuer())));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    /** Tells the protocol's own bookkeeping which container sessions are over. */
    @Bean
    HttpSessionEventPublisher httpSessionEventPublisher() {
        return new HttpSessionEventPublisher();
    }

    @Bean
    CookieSameSiteSupplier issuerCookiesStayOnTheSite() {
        return CookieSameSiteSupplier.ofLax();
    }

    private record PasswordSignIn(Accounts accounts) implements AuthenticationProvider {

        @Override
        public Authentication authenticate(Authentication form) {
            return accounts.signIn(form.getName(), String.valueOf(form.getCredentials()))
                    .map(account -> BrowserSession.signedIn(account.name(), Instant.now()))
                    .orElseThrow(() -> new BadCredentialsException("The name or the password is wrong."));
        }

        @Override
        public boolean supports(Class<?> authentication) {
            return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
        }
    }
}
