package io.countersign.command.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An element of a document, without namespaces: within the roots that are read, local names are unambiguous, and real
 * documents bind prefixes and versions of namespaces in many ways.
 */
final class XmlElement {

    private final String name;
    private final Map<String, String> attributes;
    private final List<XmlElement> children = new ArrayList<>(4);
    private String text = "";

    XmlElement(String name, Map<String, String> attributes) {
        this.name = name;
        this.attributes = attributes;
    }

    String name() {
        return name;
    }

    /** Its own text, without that of its children. */
    String text() {
        return text;
    }

    String attribute(String attribute) {
        return attributes.getOrDefault(attribute, "");
    }

    List<XmlElement> children() {
        return children;
    }

    /** The same element under another name, without its children. */
    XmlElement named(String otherName) {
        XmlElement other = new XmlElement(otherName, attributes);
        other.text(text);
        return other;
    }

    void add(XmlElement child) {
        children.add(child);
    }

    void text(String ownText) {
        this.text = ownText;
    }
}
