-- Which tabs have which invoice open. Seconds old at most, so nothing is lost with it when the database crashes.
CREATE UNLOGGED TABLE read_model.presence (
    invoice_id uuid        NOT NULL,
    user_name  text        NOT NULL,
    tab_id     text        NOT NULL,
    -- The process that the tab is connected to, from its start to its end.
    node       uuid        NOT NULL,
    state      text        NOT NULL,
    term       text,
    since      timestamptz NOT NULL,
    renewed_at timestamptz NOT NULL,
    PRIMARY KEY (invoice_id, user_name, tab_id)
) WITH (fillfactor = 50);
