package io.countersign.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;

/** Turns a password into what {@code countersign.identity.users[n].password} takes. */
public final class EncodePassword {

    private EncodePassword() {}

    /** Reads a password from standard input, up to the end of its first line, and prints it encoded. */
    public static void main(String[] args) throws IOException {
        encode(System.in, System.out);
    }

    static void encode(InputStream in, PrintStream out) throws IOException {
        String password = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("");
        if (password.isEmpty()) {
            throw new IllegalArgumentException("Standard input holds no password");
        }
        out.println(PasswordEncoderFactories.createDelegatingPasswordEncoder().encode(password));
    }
}
