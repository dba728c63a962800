-- Which nodes of this side run: each renews its own row. Seconds old at most, so nothing is lost with it when the database
-- crashes. read_model.running_node is the same for the other side: each writes in its own schema only.
CREATE UNLOGGED TABLE event_store.running_node (
    name         text        PRIMARY KEY,
    version      text        NOT NULL,
    started_at   timestamptz NOT NULL,
    heard_at     timestamptz NOT NULL,
    -- Null where it takes none.
    open_sockets int
) WITH (fillfactor = 50);
