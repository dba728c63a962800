/**
 * A small OpenID Connect issuer, so that a browser signs in the same way on a laptop as in production. Inside the
 * launcher it stands beside the API on one port; {@link io.countersign.identity.IdentityApplication} runs it alone. Any
 * other issuer that puts a {@code roles} claim into its access tokens does as well.
 *
 * <p>An application imports {@link io.countersign.identity.IdentityConfiguration}. It is passed over where {@code
 * spring.security.oauth2.resourceserver.jwt.issuer-uri} names another issuer. Where it is there, so is a {@code
 * JwtDecoder} that knows the keys without asking over HTTP.
 *
 * <p>Properties, all under {@code countersign.identity}:
 *
 * <ul>
 *   <li>{@code issuer} (required): the address under which browsers reach it, e.g. {@code http://localhost:8080}
 *   <li>{@code data-dir} (required): where the signing key and the session key are kept, made at the first start,
 *       readable by its owner only
 *   <li>{@code client-id} (default {@code countersign-web}): the browser's public client, with authorization code and
 *       PKCE, no secret, no consent, no refresh token
 *   <li>{@code client-redirect-uris} (default {@code <issuer>/signed-in} and {@code <issuer>/silent-renew}): their
 *       origins may also call the token endpoint, and {@code <origin>/} is where signing out may lead back to
 *   <li>{@code access-token-lifetime} (default 5m) and {@code session-lifetime} (default 12h without use)
 *   <li>{@code metrics-client-secret}: where set, the client {@code countersign-metrics} gets tokens of an operator by
 *       client credentials
 *   <li>{@code users[n].name}, {@code .password}, {@code .roles}: people beside the demo users; the password encoded as
 *       Spring Security writes it, e.g. <code>{bcrypt}$2a$...</code>
 * </ul>
 *
 * <p>Its tokens are meant ({@code aud}) for the client that asked for them: {@code countersign-web}, {@code
 * countersign-metrics}. {@code spring.security.oauth2.resourceserver.jwt.audiences} narrows down which of them the API
 * beside it accepts; without it, all.
 *
 * <p>{@code countersign.demo-users} (default false) lets the demo users sign in and lists them on the page.
 */
@NullMarked
package io.countersign.identity;

import org.jspecify.annotations.NullMarked;
