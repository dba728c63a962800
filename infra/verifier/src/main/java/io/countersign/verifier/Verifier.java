package io.countersign.verifier;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The command. Exit codes: 0 verified, 1 something is broken, 2 it could not be verified. */
public final class Verifier {

    private static final int VERIFIED = 0;
    private static final int BROKEN = 1;
    private static final int CANNOT_SAY = 2;

    private static final Set<String> HELP = Set.of("--help", "-h", "help");

    private static final String USAGE = """
            Usage: java -jar countersign-verifier.jar <command> [options]

            Commands
              store <jdbc-url>                          all of a store, in its database; only reads
              export <events.ndjson> <manifest.json>    an export
              archive <export.zip>                      an export with its documents
              inclusion <proof.json>                    the events of an invoice: answer of /api/audit/proofs?invoice_id=
              consistency <proof.json>                  two checkpoints: answer of /api/audit/proofs?from_size=&to_size=

            Options, each as often as needed
              --key <name+id+key>     a public key whose signatures count (verifier_key in /api/audit/keys)
              --keys <file>           a file of such keys, a line each
              --checkpoints <file>    checkpoints that you kept or that were published
              --consistency <file>    for an export of some events: that its log goes on from a checkpoint that you kept

            Exit code: 0 verified, 1 broken, 2 could not be verified.
            """;

    private Verifier() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(out, arguments));
    }

    /** Runs the command and answers with its exit code. */
    public static int run(PrintStream out, String... arguments) {
        if (arguments.length == 1 && HELP.contains(arguments[0])) {
            out.print(USAGE);
            return VERIFIED;
        }
        Report report = new Report();
        try {
            verify(new Command(arguments), report);
        } catch (CannotVerify e) {
            report.undecided(e.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // What it reads may have been made to bring it down; that is no verdict on the events.
            report.undecided("this was not foreseen: " + e);
        }
        report.print(out);
        if (!report.isClean()) {
            return BROKEN;
        }
        return report.isDecided() ? VERIFIED : CANNOT_SAY;
    }

    private static void verify(Command command, Report report) {
        command.requireNoMoreOperands("export".equals(command.name()) ? 2 : 1);
        switch (command.name()) {
            case "store" -> new StoreVerification(report).verify(command.operand(0), command.keys, command.checkpoints);
            case "export" -> {
                // What is no UTF-8 is the fault of its line, not of all of them.
                try (BufferedReader events = new BufferedReader(new InputStreamReader(
                        Files.newInputStream(Path.of(command.operand(0))), StandardCharsets.UTF_8))) {
                    export(command, report).verify(events, read(command.operand(1)), Optional.empty());
                } catch (IOException e) {
                    throw new CannotVerify("The export cannot be read", e);
                }
            }
            case "archive" -> {
                try (Archive archive = new Archive(Path.of(command.operand(0)));
                        BufferedReader events = archive.events()) {
                    export(command, report).verify(events, archive.manifest(), Optional.of(archive));
                } catch (IOException e) {
                    throw new CannotVerify("The archive cannot be read", e);
                }
            }
            case "inclusion" ->
                new ProofVerification(report).inclusion(Json.parse(read(command.operand(0))), command.requiredKeys());
            case "consistency" ->
                new ProofVerification(report)
                        .consistency(Json.parse(read(command.operand(0))), command.requiredKeys(), command.checkpoints);
            default -> throw new CannotVerify("There is no command \"" + command.name() + "\".\n\n" + USAGE);
        }
    }

    private static ExportVerification export(Command command, Report report) {
        return new ExportVerification(report, command.requiredKeys(), command.checkpoints, command.consistency);
    }

    private static String read(String file) {
        try {
            String text = Files.readString(Path.of(file));
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (IOException e) {
            throw new CannotVerify(file + " cannot be read", e);
        }
    }

    private static final class Command {

        private final List<String> words = new ArrayList<>();
        private final List<Key> keys = new ArrayList<>();
        private final List<Checkpoint> checkpoints = new ArrayList<>();
        private final List<Json> consistency = new ArrayList<>();

        Command(String... arguments) {
            for (int i = 0; i < arguments.length; i++) {
                String argument = arguments[i];
                if (!argument.startsWith("--")) {
                    words.add(argument);
                    continue;
                }
                i++;
                option(argument, i < arguments.length ? arguments[i] : null);
            }
        }

        private void option(String name, @Nullable String value) {
            switch (name) {
                case "--key" -> keys.add(Key.parse(required(name, value)));
                case "--keys" ->
                    read(required(name, value))
                            .lines()
                            .filter(line -> !line.isBlank())
                            .map(Key::parse)
                            .forEach(keys::add);
                case "--checkpoints" -> checkpoints.addAll(Checkpoint.parseAll(read(required(name, value))));
                case "--consistency" -> consistency.add(Json.parse(read(required(name, value))));
                default -> throw new CannotVerify("There is no option " + name + ".\n\n" + USAGE);
            }
        }

        private static String required(String name, @Nullable String value) {
            if (value == null) {
                throw new CannotVerify(name + " needs a value.\n\n" + USAGE);
            }
            return value;
        }

        String name() {
            return words.isEmpty() ? "" : words.get(0);
        }

        void requireNoMoreOperands(int most) {
            if (words.size() > most + 1) {
                throw new CannotVerify("This does not belong here: " + words.get(most + 1) + "\n\n" + USAGE);
            }
        }

        String operand(int index) {
            @Nullable String operand = index + 1 < words.size() ? words.get(index + 1) : null;
            if (operand == null) {
                throw new CannotVerify("Something is missing after " + name() + ".\n\n" + USAGE);
            }
            return operand;
        }

        List<Key> requiredKeys() {
            if (keys.isEmpty()) {
                throw new CannotVerify("No key is given whose signatures count: --key or --keys");
            }
            return keys;
        }
    }
}
