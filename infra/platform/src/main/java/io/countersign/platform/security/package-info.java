/**
 * Who may do what, for every process of Countersign alike.
 *
 * <p>An application imports {@link io.countersign.platform.security.SecurityConfiguration}; the query side and the
 * launcher also import {@link io.countersign.platform.security.AccountConfiguration}, which answers
 * {@code GET /api/me} and {@code GET /api/client-settings}. Importing a configuration twice is harmless.
 *
 * <p>Properties:
 *
 * <ul>
 *   <li>{@code countersign.demo-users} (default false): accept HTTP Basic with the log-ins of {@link
 *       io.countersign.platform.security.DemoUsers}
 *   <li>{@code countersign.rate-limit} (default 50; 0 for no limit): how many decisions a user may make in a second, and
 *       as many at once; each process counts for itself
 *   <li>{@code spring.security.oauth2.resourceserver.jwt.issuer-uri}: whose bearer tokens are accepted; looked up with
 *       the first token, so that the issuer need not run at start. {@code ...jwt.jwk-set-uri} beside it names the
 *       keys' address where the issuer is reached by another one from inside. Without either, and without a
 *       {@code JwtDecoder} bean, every bearer token is refused
 *   <li>{@code spring.security.oauth2.resourceserver.jwt.audiences}: where set, a token must be meant for one of these
 *       ({@code aud}). Set it where the issuer serves other applications too, or any of their tokens is good here
 *   <li>{@code countersign.identity.issuer}: the issuer that the browser is sent to, where it is not {@code issuer-uri}
 *       (the issuer inside the launcher)
 *   <li>{@code countersign.identity.client-id} (default {@code countersign-web}): the browser's client there
 * </ul>
 */
@NullMarked
package io.countersign.platform.security;

import org.jspecify.annotations.NullMarked;
