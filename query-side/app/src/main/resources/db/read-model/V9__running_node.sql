-- Which nodes of this side run, as event_store.running_node for the other.
CREATE UNLOGGED TABLE read_model.running_node (
    name         text        PRIMARY KEY,
    version      text        NOT NULL,
    started_at   timestamptz NOT NULL,
    heard_at     timestamptz NOT NULL,
    open_sockets int
) WITH (fillfactor = 50);

-- How many frames each node pushed in a minute of the last hour, by how long after the commit: up to so many milliseconds,
-- and more than in the bucket before. A bucket that got none has no row.
CREATE UNLOGGED TABLE read_model.push_lag (
    minute   timestamptz      NOT NULL,
    node     text             NOT NULL,
    up_to_ms double precision NOT NULL,
    frames   bigint           NOT NULL,
    PRIMARY KEY (minute, node, up_to_ms)
) WITH (fillfactor = 50);
