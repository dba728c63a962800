package io.countersign.launcher;

import io.countersign.platform.security.DemoUsers;
import io.countersign.platform.security.Role;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Tells who started the launcher where to go and how to get in, once it can take work. */
final class ReadyNotice implements ApplicationListener<ApplicationReadyEvent> {

    private final PrintStream out;

    ReadyNotice(PrintStream out) {
        this.out = out;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        out.print(text(event.getApplicationContext().getEnvironment()));
        out.flush();
    }

    static String text(Environment environment) {
        StringBuilder text = new StringBuilder("\n  Countersign is ready: http://localhost:%s\n\n"
                .formatted(environment.getRequiredProperty("local.server.port")));
        if (environment.getProperty("countersign.demo-users", Boolean.class, false)) {
            for (DemoUsers.DemoUser user : DemoUsers.all()) {
                text.append("    %-8s %s%n"
                        .formatted(
                                user.name(),
                                user.roles().stream().sorted().map(Role::claim).collect(Collectors.joining(", "))));
            }
            text.append("    everyone's password: %s\n\n".formatted(DemoUsers.PASSWORD));
        }
        text.append("  Data: %s\n".formatted(data(environment)));
        text.append("  Stop: Ctrl-C, or kill %d\n\n"
                .formatted(ProcessHandle.current().pid()));
        return text.toString();
    }

    private static String data(Environment environment) {
        Path folder = Path.of(environment.getRequiredProperty(EmbeddedPostgres.DATA_FOLDER))
                .toAbsolutePath()
                .normalize();
        return environment.getProperty(EmbeddedPostgres.EMBEDDED, Boolean.class, false)
                ? folder + " (psql finds it through the file jdbc-url)"
                : environment.getProperty(EmbeddedPostgres.DATABASE_URL, "");
    }
}
