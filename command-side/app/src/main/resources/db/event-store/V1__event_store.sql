-- Events: append-only, one chain of hashes per stream. docs/event-store.md describes the canonical form that is hashed.
CREATE TABLE event_store.event (
    global_position bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream_id       text        NOT NULL,
    version         bigint      NOT NULL CHECK (version >= 0),
    event_id        uuid        NOT NULL,
    event_type      text        NOT NULL,
    revision        text        NOT NULL,
    payload         text        NOT NULL,
    metadata        text        NOT NULL,
    recorded_at     timestamptz NOT NULL,
    previous_hash   bytea       NOT NULL,
    content_hash    bytea       NOT NULL,
    hash            bytea       NOT NULL,
    -- What kind of stream it is follows from its name; the framework asks for it as a column.
    stream_type     text        NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN stream_id LIKE 'attempts/%' THEN 'Attempts'
            WHEN stream_id LIKE '%/discussion' THEN 'Discussion'
            ELSE 'InvoiceReview'
        END) STORED,
    -- The arbiter of every race: two decisions on one version cannot both be stored.
    CONSTRAINT event_stream_version UNIQUE (stream_id, version)
);

-- A text with its length before it, so that two different lists of texts never make the same bytes.
CREATE FUNCTION event_store.field(value text) RETURNS bytea
    LANGUAGE sql STABLE STRICT
    SET search_path = pg_catalog
AS $$
    SELECT int8send(octet_length(convert_to(value, 'UTF8'))::bigint) || convert_to(value, 'UTF8')
$$;

-- Chains a new event to the one before it. The database's clock decides when it was recorded, and never goes back
-- within a stream; whatever the writer sent for these columns is replaced.
CREATE FUNCTION event_store.chain_event() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
DECLARE
    previous record;
BEGIN
    NEW.recorded_at := clock_timestamp();
    IF NEW.version = 0 THEN
        NEW.previous_hash := decode(repeat('00', 32), 'hex');
    ELSE
        SELECT e.hash, e.recorded_at INTO previous
        FROM event_store.event e
        WHERE e.stream_id = NEW.stream_id AND e.version = NEW.version - 1;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'Stream % has no version %, so version % cannot follow',
                NEW.stream_id, NEW.version - 1, NEW.version USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        NEW.previous_hash := previous.hash;
        NEW.recorded_at := greatest(NEW.recorded_at, previous.recorded_at);
    END IF;
    NEW.content_hash := sha256(
        event_store.field('countersign-content-1')
        || event_store.field(NEW.payload)
        || event_store.field(NEW.metadata));
    NEW.hash := sha256(
        event_store.field('countersign-event-1')
        || NEW.previous_hash
        || event_store.field(NEW.stream_id)
        || event_store.field(NEW.version::text)
        || event_store.field(NEW.event_id::text)
        || event_store.field(NEW.event_type)
        || event_store.field(NEW.revision)
        || event_store.field(to_char(NEW.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
        || NEW.content_hash);
    RETURN NEW;
END;
$$;

CREATE TRIGGER chain_event BEFORE INSERT ON event_store.event
    FOR EACH ROW EXECUTE FUNCTION event_store.chain_event();

-- Documents as received, byte for byte.
CREATE TABLE event_store.source_document (
    invoice_id  uuid        PRIMARY KEY,
    media_type  text        NOT NULL,
    file_name   text,
    content     bytea       NOT NULL,
    sha256      bytea       NOT NULL GENERATED ALWAYS AS (sha256(content)) STORED,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The same bytes again are the same document.
    CONSTRAINT source_document_content UNIQUE (sha256)
);
-- Scans and PDFs are compressed already.
ALTER TABLE event_store.source_document ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE FUNCTION event_store.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog
AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END;
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event_store.event
    FOR EACH STATEMENT EXECUTE FUNCTION event_store.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event_store.source_document
    FOR EACH STATEMENT EXECUTE FUNCTION event_store.refuse_change();

-- What a decision was answered with, so that a retry of it gets the first result. Written in the transaction of the
-- decision's event; not history, so it may be pruned by age.
CREATE TABLE event_store.receipt (
    actor          text        NOT NULL,
    command_id     uuid        NOT NULL,
    request_hash   bytea       NOT NULL,
    invoice_id     uuid        NOT NULL,
    review_version bigint      NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT receipt_key PRIMARY KEY (actor, command_id)
);
