-- A Merkle log (RFC 6962) over all events of all streams: one leaf for each, in the order in which they were found.
-- docs/audit.md describes what is hashed.
CREATE TABLE audit.leaf (
    leaf_index      bigint PRIMARY KEY CHECK (leaf_index >= 0),
    -- Where the event stood in the store. No part of the leaf; it says how far the log has come.
    global_position bigint NOT NULL UNIQUE,
    stream_id       text   NOT NULL,
    version         bigint NOT NULL,
    event_hash      bytea  NOT NULL
);
CREATE INDEX leaf_of_event ON audit.leaf (stream_id, version);

-- The hashes of complete subtrees above the leaves: at level l, number i covers the leaves from i * 2^l on.
CREATE TABLE audit.node (
    level      int    NOT NULL CHECK (level > 0),
    node_index bigint NOT NULL CHECK (node_index >= 0),
    hash       bytea  NOT NULL,
    PRIMARY KEY (level, node_index)
);

-- Positions that were passed over while their events may yet be committed. Gone once that is settled.
CREATE TABLE audit.passed_over (
    first_position bigint PRIMARY KEY,
    last_position  bigint NOT NULL CHECK (last_position >= first_position)
);

CREATE FUNCTION audit.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END;
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.leaf
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.node
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
