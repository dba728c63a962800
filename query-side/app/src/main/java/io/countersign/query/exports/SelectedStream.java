package io.countersign.query.exports;

/**
 * What the log says that an export holds of a stream.
 *
 * @param versions which of its versions: {@code 0-5,8}
 * @param newestVersion where the stream ends, chosen or not
 * @param newestHash the hash of the event there, in hex
 */
record SelectedStream(String streamId, String versions, long newestVersion, String newestHash) {}
