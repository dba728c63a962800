package io.countersign.verifier;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A log as {@code docs/audit.md} describes it, and what its service would hand out of it. */
final class SignedLog {

    private static final String NAME = "log";
    private static final Instant AT = Instant.parse("2026-11-21T10:42:00.000001Z");

    private final List<Event> events = new ArrayList<>();
    private final KeyPair keys = newKeys();

    private static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds an event to the end of its stream. */
    SignedLog add(String stream, String payload) {
        List<Event> before = of(event -> event.streamId().equals(stream));
        String previous =
                before.isEmpty() ? Digest.ZERO : before.get(before.size() - 1).hash();
        String metadata = "{\"actor\":\"ben\"}";
        String content = new Digest()
                .field("countersign-content-1")
                .field(payload)
                .field(metadata)
                .sha256();
        String hash = new Digest()
                .field("countersign-event-1")
                .hex(previous)
                .field(stream)
                .field("" + before.size())
                .field("id")
                .field("type")
                .field("1")
                .field("" + AT)
                .hex(content)
                .sha256();
        events.add(new Event(stream, before.size(), "id", "type", "1", AT, payload, metadata, previous, content, hash));
        return this;
    }

    List<Event> of(Predicate<Event> which) {
        return events.stream().filter(which).toList();
    }

    /** What stands in {@code --key}. */
    String key() {
        return NAME + "+" + keyId() + "+" + Base64.getEncoder().encodeToString(publicKey());
    }

    private byte[] publicKey() {
        byte[] encoded = keys.getPublic().getEncoded();
        byte[] key = Arrays.copyOfRange(encoded, encoded.length - 33, encoded.length);
        key[0] = 1;
        return key;
    }

    private String keyId() {
        return new Digest().text(NAME + "\n").bytes(publicKey()).sha256().substring(0, 8);
    }

    /** A signed note. */
    String signed(String body) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(body.getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            line.writeBytes(HexFormat.of().parseHex(keyId()));
            line.writeBytes(signature.sign());
            return body + "\n\u2014 " + NAME + " " + Base64.getEncoder().encodeToString(line.toByteArray()) + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A checkpoint over everything. */
    String checkpoint() {
        byte[] root = HexFormat.of().parseHex(root(leaves()));
        return signed("log\n" + events.size() + "\n" + Base64.getEncoder().encodeToString(root) + "\n");
    }

    private List<String> leaves() {
        return events.stream().map(Event::leaf).toList();
    }

    private static String root(List<String> leaves) {
        Tree tree = new Tree();
        leaves.forEach(tree::add);
        return tree.root();
    }

    private static List<String> path(int index, List<String> leaves) {
        if (leaves.size() == 1) {
            return List.of();
        }
        int half = Integer.highestOneBit(leaves.size() - 1);
        boolean left = index < half;
        List<String> path = new ArrayList<>(
                left ? path(index, leaves.subList(0, half)) : path(index - half, leaves.subList(half, leaves.size())));
        path.add(root(left ? leaves.subList(half, leaves.size()) : leaves.subList(0, half)));
        return path;
    }

    /** A line of an export of everything. */
    String line(Event event) {
        return json(place(event) + "," + content(event));
    }

    /** A line of an export of some events. */
    String provenLine(Event event) {
        return json(place(event) + "," + content(event) + "," + inclusion(event));
    }

    private String place(Event event) {
        return "'stream_id':'%s','version':%d,'leaf_index':%d"
                .formatted(event.streamId(), event.version(), events.indexOf(event));
    }

    private String inclusion(Event event) {
        return "'inclusion':["
                + path(events.indexOf(event), leaves()).stream()
                        .map(hash -> "'" + hash + "'")
                        .collect(Collectors.joining(","))
                + "]";
    }

    private static String content(Event event) {
        return ("'event_id':'%s','event_type':'%s','revision':'%s','recorded_at':'%s','payload':'%s','metadata':'%s',"
                        + "'previous_hash':'%s','content_hash':'%s','hash':'%s'")
                .formatted(
                        event.eventId(),
                        event.eventType(),
                        event.revision(),
                        event.recordedAt(),
                        event.payload().replace("\"", "\\\""),
                        event.metadata().replace("\"", "\\\""),
                        event.previousHash(),
                        event.contentHash(),
                        event.hash());
    }

    /** The answer of {@code GET /api/audit/proofs?invoice_id=}. */
    String proof(String invoice, List<Event> proven) {
        return json("'invoice_id':'%s','checkpoint':{'text':'%s'},'events':[%s],'not_covered':0"
                .formatted(
                        invoice,
                        escaped(checkpoint()),
                        proven.stream()
                                .map(event -> "{%s,'event_hash':'%s','event':{%s},%s}"
                                        .formatted(place(event), event.hash(), content(event), inclusion(event)))
                                .collect(Collectors.joining(","))));
    }

    /**
     * A signed manifest.
     *
     * @param filter its members
     * @param streams its items, with single quotes for double ones
     */
    String manifest(boolean complete, String filter, int lines, String streams) {
        String unsigned = json(
                "'format':'countersign-export-1','filter':{%s},'complete':%s,'events':%d,'streams':[%s],'checkpoint':'%s'"
                        .formatted(filter, complete, lines, streams, escaped(checkpoint())));
        unsigned = unsigned.substring(0, unsigned.length() - 1);
        String hash = new Digest().text(unsigned).sha256();
        return unsigned + ",\"signature\":\"" + escaped(signed("countersign-manifest-1\n" + hash + "\n")) + "\"}";
    }

    /** What a manifest lists of a stream. */
    String stream(String stream, String versions, long newest) {
        String hash = events.stream()
                .filter(event -> event.streamId().equals(stream) && event.version() == newest)
                .map(Event::hash)
                .findFirst()
                .orElse(Digest.ZERO);
        return "{'stream_id':'%s','versions':'%s','newest_version':%d,'newest_hash':'%s'}"
                .formatted(stream, versions, newest, hash);
    }

    String lines(List<Event> of, Function<Event, String> line) {
        return of.stream().map(line).collect(Collectors.joining("\n"));
    }

    private static String escaped(String text) {
        return text.replace("\n", "\\n");
    }

    private static String json(String members) {
        return "{" + members.replace('\'', '"') + "}";
    }
}
