package io.countersign.platform.security;

import java.net.URI;

/** What the browser's page may load and talk to. */
final class ContentSecurityPolicy {

    private ContentSecurityPolicy() {}

    /** The policy for a page whose tokens come from that client's issuer. */
    static String forBrowser(ClientSettings client) {
        // The page asks the issuer for tokens and renews its session in a frame.
        String issuer = client.issuer() == null ? "" : " " + origin(client.issuer());
        return String.join(
                "; ",
                "default-src 'self'",
                // The document viewer decodes some images of a PDF in WebAssembly.
                "script-src 'self' 'wasm-unsafe-eval'",
                "style-src 'self'",
                "img-src 'self' data: blob:",
                "font-src 'self' data:",
                "worker-src 'self' blob:",
                "connect-src 'self'" + issuer,
                "frame-src 'self' blob:" + issuer,
                "object-src 'none'",
                "base-uri 'self'",
                "form-action 'self'",
                "frame-ancestors 'self'");
    }

    private static String origin(String issuer) {
        URI uri = URI.create(issuer);
        return uri.getScheme() + "://" + uri.getAuthority();
    }
}
