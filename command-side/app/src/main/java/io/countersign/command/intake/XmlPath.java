package io.countersign.command.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A path from an element to values below it, in a small part of XPath: {@code Price/AllowanceCharge[1]/Amount},
 * {@code PaymentMeans/PaymentMeansCode/@name}. Steps are local names. Conditions in brackets:
 *
 * <ul>
 *   <li>{@code [ID]}: has such an element or attribute with a value;
 *   <li>{@code [@schemeID=VA,VAT]}: one of its values is one of these, case aside; {@code $currency} stands for a term
 *       that was read before;
 *   <li>{@code [@schemeID!=SEPA]}: no value of it is one of these, so also where there is none;
 *   <li>{@code [1]}: the first of all that are left, not the first of each parent as in XPath.
 * </ul>
 *
 * @param steps from the context element down
 * @param attribute the attribute that holds the value, empty where the element's text does
 */
record XmlPath(List<Step> steps, String attribute) {

    private static final Pattern STEP = Pattern.compile("(\\w+)((?:\\[[^]]+])*)");
    private static final Pattern CONDITION = Pattern.compile("\\[([^]!=]+)(?:(!?=)([^]]+))?]");

    /** One step of the path: children of that name which meet all conditions. */
    record Step(String name, List<Condition> conditions) {}

    sealed interface Condition {}

    record First() implements Condition {}

    record Exists(XmlPath path) implements Condition {}

    record Equals(XmlPath path, List<String> values) implements Condition {}

    record EqualsNone(XmlPath path, List<String> values) implements Condition {}

    static XmlPath parse(String path) {
        List<Step> steps = new ArrayList<>();
        String attribute = "";
        for (String step : split(path)) {
            if (step.startsWith("@")) {
                attribute = step.substring(1);
                continue;
            }
            Matcher matcher = STEP.matcher(step);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("No step of a path: " + step);
            }
            steps.add(new Step(matcher.group(1), conditions(matcher.group(2))));
        }
        return new XmlPath(steps, attribute);
    }

    /** The elements that the path leads to from {@code context}, in document order. */
    List<XmlElement> elements(XmlElement context, UnaryOperator<String> terms) {
        List<XmlElement> current = List.of(context);
        for (Step step : steps) {
            current = children(current, step.name());
            for (Condition condition : step.conditions()) {
                current = meeting(condition, current, terms);
            }
            // Most paths lead nowhere in most documents.
            if (current.isEmpty()) {
                return List.of();
            }
        }
        return current;
    }

    private static List<XmlElement> children(List<XmlElement> parents, String name) {
        List<XmlElement> found = List.of();
        for (XmlElement parent : parents) {
            for (XmlElement child : parent.children()) {
                if (child.name().equals(name)) {
                    if (found.isEmpty()) {
                        found = new ArrayList<>();
                    }
                    found.add(child);
                }
            }
        }
        return found;
    }

    /** The value that one of these elements holds, empty where none. */
    String value(XmlElement element) {
        return attribute.isEmpty() ? element.text() : element.attribute(attribute);
    }

    private Stream<String> values(XmlElement context, UnaryOperator<String> terms) {
        return elements(context, terms).stream().map(this::value).filter(value -> !value.isEmpty());
    }

    private static List<XmlElement> meeting(
            Condition condition, List<XmlElement> elements, UnaryOperator<String> terms) {
        return switch (condition) {
            case First first -> elements.isEmpty() ? elements : elements.subList(0, 1);
            case Exists exists ->
                elements.stream()
                        .filter(element -> exists.path().elements(element, terms).stream()
                                .anyMatch(found -> !exists.path().value(found).isEmpty()
                                        || !found.children().isEmpty()))
                        .toList();
            case Equals equals ->
                elements.stream()
                        .filter(element -> equals.path()
                                .values(element, terms)
                                .anyMatch(value -> isOneOf(value, equals.values(), terms)))
                        .toList();
            case EqualsNone none ->
                elements.stream()
                        .filter(element -> none.path()
                                .values(element, terms)
                                .noneMatch(value -> isOneOf(value, none.values(), terms)))
                        .toList();
        };
    }

    private static boolean isOneOf(String value, List<String> wanted, UnaryOperator<String> terms) {
        return wanted.stream()
                .map(one -> one.startsWith("$") ? terms.apply(one.substring(1)) : one)
                .anyMatch(value::equalsIgnoreCase);
    }

    private static List<Condition> conditions(String brackets) {
        List<Condition> conditions = new ArrayList<>();
        Matcher matcher = CONDITION.matcher(brackets);
        while (matcher.find()) {
            String left = matcher.group(1);
            String operator = matcher.group(2);
            if (operator == null) {
                conditions.add(left.equals("1") ? new First() : new Exists(parse(left)));
            } else {
                List<String> values = List.of(matcher.group(3).split(",", -1));
                conditions.add(
                        operator.equals("=") ? new Equals(parse(left), values) : new EqualsNone(parse(left), values));
            }
        }
        return conditions;
    }

    /** Splits at the slashes outside of brackets. */
    private static List<String> split(String path) {
        List<String> steps = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '[') {
                depth++;
            } else if (c == ']') {
                depth--;
            } else if (c == '/' && depth == 0) {
                steps.add(path.substring(start, i));
                start = i + 1;
            }
        }
        steps.add(path.substring(start));
        return steps;
    }
}
