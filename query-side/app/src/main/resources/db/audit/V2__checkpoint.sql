-- Public halves of the keys that signed here, so that checkpoints stay verifiable when a key has been replaced.
CREATE TABLE audit.signing_key (
    key_id        text        PRIMARY KEY,
    name          text        NOT NULL,
    public_key    bytea       NOT NULL,
    first_used_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Signed tree heads, as they were given out.
CREATE TABLE audit.checkpoint (
    number    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tree_size bigint      NOT NULL CHECK (tree_size >= 0),
    root_hash bytea       NOT NULL,
    key_id    text        NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    text      text        NOT NULL
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.signing_key
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
