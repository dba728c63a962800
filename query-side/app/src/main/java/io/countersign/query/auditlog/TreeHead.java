package io.countersign.query.auditlog;

/**
 * What the log is at some point of its life.
 *
 * @param size how many leaves it has
 * @param root of the tree over them
 */
public record TreeHead(long size, Hash root) {}
