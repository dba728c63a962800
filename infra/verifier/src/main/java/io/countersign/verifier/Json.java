package io.countersign.verifier;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value of JSON (RFC 8259): a map, a list, a text, a number as the text that it was written as, a truth value or
 * {@code null}.
 */
final class Json {

    /** Far more than anything that is written here needs, and far less than a stack holds. */
    private static final int DEEPEST = 200;

    private static final int HASH_LENGTH = 64;

    private final @Nullable Object value;

    private Json(@Nullable Object value) {
        this.value = value;
    }

    /**
     * The value that a text holds.
     *
     * @throws CannotVerify where it holds none, or more than one
     */
    static Json parse(String text) {
        Parser parser = new Parser(text);
        parser.skipByteOrderMark();
        Json parsed = parser.value();
        parser.end();
        return parsed;
    }

    /** The text of a member. */
    String text(String name) {
        return optionalText(name).orElseThrow(() -> new CannotVerify("There is no text \"" + name + "\""));
    }

    /** The text of a member, empty where there is none or it is {@code null}. */
    Optional<String> optionalText(String name) {
        return member(name, String.class);
    }

    /** The whole number in a member. */
    long number(String name) {
        return optionalNumber(name).orElseThrow(() -> new CannotVerify("There is no number \"" + name + "\""));
    }

    /** The whole number in a member, empty where there is none or it is {@code null}. */
    Optional<Long> optionalNumber(String name) {
        try {
            return member(name, Number.class).map(number -> Long.valueOf(number.text()));
        } catch (NumberFormatException e) {
            throw new CannotVerify("\"" + name + "\" is no whole number");
        }
    }

    /** Whether a member says {@code true}. */
    boolean isTrue(String name) {
        return member(name, Boolean.class).orElse(false);
    }

    /** The object in a member, empty where there is none or it is {@code null}. */
    Optional<Json> optionalObject(String name) {
        return member(name, Map.class).map(Json::new);
    }

    /** The object in a member. */
    Json object(String name) {
        return optionalObject(name).orElseThrow(() -> new CannotVerify("There is no object \"" + name + "\""));
    }

    /** The list in a member, empty where there is none or it is {@code null}. */
    Optional<List<Json>> optionalList(String name) {
        return member(name, List.class).map(list -> {
            List<Json> items = new ArrayList<>();
            for (Object item : list) {
                items.add((Json) item);
            }
            return items;
        });
    }

    /** The list in a member. */
    List<Json> list(String name) {
        return optionalList(name).orElseThrow(() -> new CannotVerify("There is no list \"" + name + "\""));
    }

    /** The texts in a member that is a list of them. */
    List<String> texts(String name) {
        return list(name).stream().map(Json::asText).toList();
    }

    /** The hashes, in hex, in a member that is a list of them. */
    List<String> hashes(String name) {
        List<String> hashes = texts(name);
        hashes.forEach(Json::requireHex);
        return hashes;
    }

    /** The hash in a member, in hex. */
    String hash(String name) {
        return requireHex(text(name));
    }

    private static String requireHex(String text) {
        if (text.length() != HASH_LENGTH || !text.chars().allMatch(HexFormat::isHexDigit)) {
            throw new CannotVerify("This is no hash in hex: " + text);
        }
        return text;
    }

    private String asText() {
        if (value instanceof String text) {
            return text;
        }
        throw new CannotVerify("There is something else where a text should be");
    }

    private <T> Optional<T> member(String name, Class<T> type) {
        Object held =
                value instanceof Map<?, ?> members && members.get(name) instanceof Json member ? member.value : null;
        return type.isInstance(held) ? Optional.of(type.cast(held)) : Optional.empty();
    }

    private record Number(String text) {}

    private static final class Parser {

        private final String text;
        private int at;
        private int depth;

        Parser(String text) {
            this.text = text;
        }

        Json value() {
            skipSpace();
            char next = peek();
            switch (next) {
                case '{', '[':
                    if (++depth > DEEPEST) {
                        throw new CannotVerify("It is nested more than " + DEEPEST + " deep");
                    }
                    Json nested = new Json(next == '{' ? object() : list());
                    depth--;
                    return nested;
                case '"':
                    return new Json(string());
                case 't':
                    word("true");
                    return new Json(true);
                case 'f':
                    word("false");
                    return new Json(false);
                case 'n':
                    word("null");
                    return new Json(null);
                default:
                    return new Json(number());
            }
        }

        /** Editors put it before a text in UTF-8. */
        void skipByteOrderMark() {
            if (text.startsWith("\uFEFF")) {
                at++;
            }
        }

        void end() {
            skipSpace();
            if (at < text.length()) {
                throw malformed();
            }
        }

        private Map<String, Json> object() {
            Map<String, Json> members = new LinkedHashMap<>();
            at++;
            skipSpace();
            if (peek() == '}') {
                at++;
                return members;
            }
            while (true) {
                skipSpace();
                String name = string();
                skipSpace();
                expect(':');
                if (members.put(name, value()) != null) {
                    // Which of the two another reader would take is not known.
                    throw new CannotVerify("The member \"" + name + "\" is there twice");
                }
                skipSpace();
                if (peek() == '}') {
                    at++;
                    return members;
                }
                expect(',');
            }
        }

        private List<Json> list() {
            List<Json> items = new ArrayList<>();
            at++;
            skipSpace();
            if (peek() == ']') {
                at++;
                return items;
            }
            while (true) {
                items.add(value());
                skipSpace();
                if (peek() == ']') {
                    at++;
                    return items;
                }
                expect(',');
            }
        }

        private String string() {
            expect('"');
            StringBuilder read = new StringBuilder();
            while (true) {
                char next = peek();
                at++;
                if (next == '"') {
                    return read.toString();
                }
                if (next < ' ') {
                    throw malformed();
                }
                read.append(next == '\\' ? escaped() : next);
            }
        }

        private char escaped() {
            char escape = peek();
            at++;
            switch (escape) {
                case '"', '\\', '/':
                    return escape;
                case 'b':
                    return '\b';
                case 'f':
                    return '\f';
                case 'n':
                    return '\n';
                case 'r':
                    return '\r';
                case 't':
                    return '\t';
                case 'u':
                    if (at + 4 > text.length()) {
                        throw malformed();
                    }
                    at += 4;
                    try {
                        return (char) HexFormat.fromHexDigits(text, at - 4, at);
                    } catch (NumberFormatException e) {
                        throw malformed();
                    }
                default:
                    throw malformed();
            }
        }

        private Number number() {
            int start = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (start == at) {
                throw malformed();
            }
            return new Number(text.substring(start, at));
        }

        private void word(String word) {
            if (!text.startsWith(word, at)) {
                throw malformed();
            }
            at += word.length();
        }

        private void skipSpace() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private char peek() {
            if (at >= text.length()) {
                throw malformed();
            }
            return text.charAt(at);
        }

        private void expect(char wanted) {
            if (peek() != wanted) {
                throw malformed();
            }
            at++;
        }

        private CannotVerify malformed() {
            return new CannotVerify("This is not well-formed JSON at character " + at);
        }
    }
}
