-- Who had the store verified, when, and with what result; and how far a run is, so that any node can go on with it.
CREATE TABLE audit.verification (
    run_id          uuid        PRIMARY KEY,
    requested_by    text        NOT NULL,
    requested_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at     timestamptz,
    state           text        NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed')),
    -- Why it failed.
    failure         text,
    -- How many leaves the log had when it began: what it checks.
    tree_size       bigint      NOT NULL,
    checked_events  bigint      NOT NULL DEFAULT 0,
    checked_streams bigint      NOT NULL DEFAULT 0,
    checked_leaves  bigint      NOT NULL DEFAULT 0,
    -- The event that was checked last, by stream and version, and its hash.
    last_stream     text,
    last_version    bigint,
    last_hash       bytea,
    -- Whether all events were checked; the leaves come then.
    events_done     boolean     NOT NULL DEFAULT false,
    -- The hashes of the subtrees over the leaves that were checked, left to right; null where the tree is broken.
    frontier        bytea       DEFAULT ''
);
CREATE INDEX verification_requested_at ON audit.verification (requested_at, run_id);
CREATE INDEX verification_running ON audit.verification (requested_at) WHERE state = 'running';

-- The first broken event of each broken stream; without stream and version, what is broken in the log itself.
CREATE TABLE audit.verification_break (
    run_id    uuid   NOT NULL,
    stream_id text,
    version   bigint,
    reason    text   NOT NULL,
    UNIQUE NULLS NOT DISTINCT (run_id, stream_id)
);
