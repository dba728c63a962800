package io.countersign.command.intake;

import io.countersign.contract.terms.TermType;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A well-formed XML document as a tree. Document type declarations are refused outright, which leaves no entities to
 * expand and nothing to fetch; depth, number of elements and length of a text are bounded.
 *
 * @param namespace namespace of the root element, empty where it has none
 */
record XmlDocument(String namespace, XmlElement root) {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_ELEMENTS = 250_000;
    /** Longer texts are no business terms; the rest of one is not kept. */
    private static final int MAX_TEXT = TermType.MAX_LENGTH + 1;

    /** Attached files stand in the document as base64; they are not needed to read the invoice. */
    private static final String ATTACHED_FILE = "BinaryObject";

    private static final XMLInputFactory FACTORY = factory();

    /**
     * Parses the bytes. The encoding is the one that the document declares or its byte order mark shows; a charset
     * beside the media type is not looked at, since clients add one that does not fit more often than one that helps.
     */
    static XmlDocument parse(byte[] bytes) throws InvalidDocumentException {
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(bytes));
            try {
                return parse(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw notWellFormed(e);
        } catch (RuntimeException e) {
            // The JDK's parser lets some encoding errors out as unchecked exceptions.
            throw new InvalidDocumentException("NOT_WELL_FORMED", "The document is not well-formed XML.");
        }
    }

    private static XmlDocument parse(XMLStreamReader reader) throws XMLStreamException, InvalidDocumentException {
        Deque<XmlElement> open = new ArrayDeque<>();
        Deque<StringBuilder> texts = new ArrayDeque<>();
        XmlElement root = null;
        String namespace = "";
        int elements = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD ->
                    throw new InvalidDocumentException(
                            "DOCTYPE_NOT_ALLOWED", "Documents with a document type declaration are not read.");
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new InvalidDocumentException(
                            "NOT_WELL_FORMED", "The document refers to an entity that is not declared.");
                case XMLStreamConstants.START_ELEMENT -> {
                    elements++;
                    if (elements > MAX_ELEMENTS) {
                        throw new InvalidDocumentException(
                                "TOO_MANY_ELEMENTS", "The document has more than " + MAX_ELEMENTS + " elements.");
                    }
                    XmlElement element = new XmlElement(reader.getLocalName(), attributes(reader));
                    if (open.isEmpty()) {
                        root = element;
                        namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
                    } else {
                        open.getLast().add(element);
                    }
                    open.addLast(element);
                    texts.addLast(new StringBuilder(0));
                    if (open.size() > MAX_DEPTH) {
                        throw new InvalidDocumentException(
                                "TOO_DEEP", "The document nests elements more than " + MAX_DEPTH + " deep.");
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty() && !open.getLast().name().endsWith(ATTACHED_FILE)) {
                        append(texts.getLast(), reader);
                    }
                }
                case XMLStreamConstants.END_ELEMENT ->
                    open.removeLast().text(texts.removeLast().toString().strip());
                default -> {}
            }
        }
        if (root == null) {
            throw new InvalidDocumentException("NOT_WELL_FORMED", "The document has no root element.");
        }
        return new XmlDocument(namespace, root);
    }

    private static void append(StringBuilder text, XMLStreamReader reader) {
        int room = MAX_TEXT - text.length();
        // White space between elements is most of what a document holds and never a value.
        if (room > 0 && !(text.isEmpty() && reader.isWhiteSpace())) {
            text.append(reader.getTextCharacters(), reader.getTextStart(), Math.min(room, reader.getTextLength()));
        }
    }

    private static Map<String, String> attributes(XMLStreamReader reader) {
        if (reader.getAttributeCount() == 0) {
            return Map.of();
        }
        Map<String, String> attributes = HashMap.newHashMap(reader.getAttributeCount());
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(
                    reader.getAttributeLocalName(i), reader.getAttributeValue(i).strip());
        }
        return attributes;
    }

    private static InvalidDocumentException notWellFormed(XMLStreamException e) {
        String where = e.getLocation() == null || e.getLocation().getLineNumber() < 0
                ? ""
                : " (line " + e.getLocation().getLineNumber() + ", column "
                        + e.getLocation().getColumnNumber() + ")";
        return new InvalidDocumentException("NOT_WELL_FORMED", "The document is not well-formed XML" + where + ".");
    }

    private static XMLInputFactory factory() {
        // The JDK's own: its limits and its answer to these properties are known, whatever else is on the class path.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        return factory;
    }
}
