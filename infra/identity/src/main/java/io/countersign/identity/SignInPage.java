package io.countersign.identity;

import io.countersign.platform.security.DemoUsers;
import io.countersign.platform.security.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.util.HtmlUtils;

/** The page on which a person signs in. Plain HTML and one style sheet: it works without scripts. */
@Controller
final class SignInPage {

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>Sign in - Countersign</title>
              <link rel="icon" href="{base}/identity/icon.svg" type="image/svg+xml">
              <link rel="stylesheet" href="{base}/identity/sign-in.css">
            </head>
            <body>
              <main>
                <h1>Countersign</h1>
                <p>Sign in to review invoices.</p>
                {notice}
                <form method="post" action="{base}/login">
                  {csrf}
                  <label for="username">Name</label>
                  <input id="username" name="username" autocomplete="username" autocapitalize="none"
                         spellcheck="false" required autofocus>
                  <label for="password">Password</label>
                  <input id="password" name="password" type="password" autocomplete="current-password" required>
                  <button type="submit">Sign in</button>
                </form>
                {demo}
              </main>
            </body>
            </html>
            """;

    private static final String REFUSED = """
            <p class="refused" role="alert">The name or the password is wrong. Try again.</p>
            """;

    private static final String DEMO = """
            <section aria-labelledby="demo">
              <h2 id="demo">Demonstration</h2>
              <p>Sign in as one of these. Everybody's password is <kbd>{password}</kbd>.</p>
              <form method="post" action="{base}/login">
                {csrf}
                <input type="hidden" name="password" value="{password}">
                <ul>
            {users}
                </ul>
              </form>
            </section>
            """;

    private static final String DEMO_USER =
            "<li><button type=\"submit\" name=\"username\" value=\"{name}\">{name} <small>{roles}</small></button></li>";

    private final Accounts accounts;

    SignInPage(Accounts accounts) {
        this.accounts = accounts;
    }

    @GetMapping("/login")
    ResponseEntity<String> page(HttpServletRequest request, CsrfToken csrf) {
        String page = PAGE.replace("{notice}", request.getParameter("error") == null ? "" : REFUSED)
                .replace("{demo}", accounts.demoUsers().isEmpty() ? "" : demo())
                .replace(
                        "{csrf}",
                        "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
                                .formatted(
                                        HtmlUtils.htmlEscape(csrf.getParameterName()),
                                        HtmlUtils.htmlEscape(csrf.getToken())))
                .replace("{base}", HtmlUtils.htmlEscape(request.getContextPath()));
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .body(page);
    }

    private String demo() {
        String users = accounts.demoUsers().stream()
                .map(user -> DEMO_USER
                        .replace("{name}", HtmlUtils.htmlEscape(user.name()))
                        .replace(
                                "{roles}",
                                user.roles().stream().sorted().map(Role::claim).collect(Collectors.joining(", "))))
                .collect(Collectors.joining("\n"));
        return DEMO.replace("{password}", DemoUsers.PASSWORD).replace("{users}", users);
    }
}
