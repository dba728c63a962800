-- Who has taken up which invoice. Coordination, not history: a claim expires by itself, and no decision depends on it.
CREATE TABLE event_store.claim (
    invoice_id uuid        PRIMARY KEY,
    claimed_by text        NOT NULL,
    claimed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX claim_expires_at ON event_store.claim (expires_at);
CREATE INDEX claim_claimed_by ON event_store.claim (claimed_by, expires_at);
