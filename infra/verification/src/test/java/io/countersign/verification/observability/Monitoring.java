package io.countersign.verification.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/** The files that Prometheus, Grafana and people read. */
final class Monitoring {

    private static final Path ROOT = Path.of("../..");
    private static final Pattern SECTION = Pattern.compile("(?m)^## (.+)$");
    private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
    private static final Pattern LABELS = Pattern.compile("\\{[^}]*}|\\b(by|without)\\s*\\([^)]*\\)");
    private static final Pattern NAME = Pattern.compile("\\b[a-z][a-z0-9_]*\\b(?!\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "by", "without", "le");

    private Monitoring() {}

    /**
     * An alert.
     *
     * @param runbook where it says what to do
     */
    record Alert(String name, String expression, String runbook) {}

    /** All alerts. */
    static List<Alert> alerts() {
        return files("infra/monitoring/prometheus/rules", ".yml")
                .flatMap(file -> alerts(read(file)))
                .toList();
    }

    private static Stream<Alert> alerts(String yaml) {
        Map<String, List<Map<String, List<Map<String, Object>>>>> rules = new Yaml().load(yaml);
        return rules.getOrDefault("groups", List.of()).stream()
                .flatMap(group -> group.getOrDefault("rules", List.of()).stream())
                .map(rule -> new Alert(
                        String.valueOf(rule.get("alert")),
                        String.valueOf(rule.get("expr")),
                        rule.get("annotations") instanceof Map<?, ?> said ? String.valueOf(said.get("runbook")) : ""));
    }

    /** The sections of the runbook. */
    static List<String> sections() {
        return SECTION.matcher(read(ROOT.resolve("docs/runbook.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** What the page on metrics says. */
    static String pageOnMetrics() {
        return read(ROOT.resolve("docs/metrics.md"));
    }

    /** The metrics that dashboards and alerts ask for, but {@code up}, which is Prometheus' own. */
    static Set<String> askedFor() {
        Stream<String> panels = files("infra/monitoring/grafana/dashboards", ".json")
                .map(file -> JsonMapper.shared().readTree(read(file)))
                .flatMap(dashboard -> dashboard.findValues("expr").stream())
                .map(expression -> expression.stringValue());
        return Stream.concat(panels, alerts().stream().map(Alert::expression))
                .flatMap(Monitoring::metrics)
                .filter(name -> !name.equals("up"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The metrics in an expression: what is left without labels, durations and functions. */
    private static Stream<String> metrics(String expression) {
        String bare = LABELS.matcher(TEXT.matcher(expression).replaceAll("")).replaceAll("");
        return NAME.matcher(bare.replaceAll("\\[[^]]*]", ""))
                .results()
                .map(match -> match.group())
                .filter(name -> !WORDS.contains(name));
    }

    private static Stream<Path> files(String folder, String suffix) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
