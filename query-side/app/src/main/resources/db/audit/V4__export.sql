-- Who exported what, when, and what came of it.
CREATE TABLE audit.export (
    number        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    export_id     uuid        NOT NULL UNIQUE,
    format        text        NOT NULL CHECK (format IN ('ndjson', 'csv', 'archive')),
    -- Which events were asked for; null where that was not asked.
    recorded_from timestamptz,
    recorded_to   timestamptz,
    actor         text,
    invoice_id    uuid,
    exported_by   text        NOT NULL,
    started_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at   timestamptz,
    state         text        NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed')),
    -- Why it failed.
    failure       text,
    -- The log that it is proved against, and as whose leaves it chose its events.
    tree_size     bigint      NOT NULL,
    checkpoint    text        NOT NULL,
    -- How many leaves were chosen, of how many streams, and how many events were written so far.
    total_events  bigint      NOT NULL DEFAULT 0,
    streams       bigint      NOT NULL DEFAULT 0,
    events        bigint      NOT NULL DEFAULT 0,
    -- When its node was last known to be at it.
    alive_at      timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX export_running ON audit.export (alive_at) WHERE state = 'running';

-- What the log says that an export holds, for its manifest.
CREATE TABLE audit.export_stream (
    export_id      uuid   NOT NULL,
    stream_id      text   NOT NULL,
    -- Which versions of the stream were chosen: 0-5,8
    versions       text   NOT NULL,
    -- The stream's end, chosen or not.
    newest_version bigint NOT NULL,
    newest_hash    bytea  NOT NULL,
    PRIMARY KEY (export_id, stream_id)
);

-- How an export goes on is written as it goes; that there was one stays.
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON audit.export
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.export_stream
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
