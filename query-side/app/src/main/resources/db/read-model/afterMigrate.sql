-- Nodes that start at the same moment come one after the other; until the end of this transaction.
SELECT pg_advisory_xact_lock(hashtextextended('countersign grants', 0));
-- The role that the service runs as keeps the views. It reads history; where the command side has not made that yet, its
-- own migration lets its own role in, and the next start of this side does the rest.
GRANT USAGE ON SCHEMA read_model TO ${service_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA read_model TO ${service_role};
DO $$
BEGIN
    IF to_regclass('event_store.event') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA event_store TO ${service_role};
        GRANT SELECT ON event_store.event, event_store.source_document TO ${service_role};
    END IF;
    IF to_regclass('event_store.claim') IS NOT NULL THEN
        GRANT SELECT ON event_store.claim TO ${service_role};
    END IF;
    IF to_regclass('event_store.running_node') IS NOT NULL THEN
        GRANT SELECT ON event_store.running_node TO ${service_role};
    END IF;
END;
$$;
GRANT EXECUTE ON FUNCTION read_model.make_shadow(text), read_model.index_shadow(text),
    read_model.switch_to_shadow(text), read_model.drop_beside(text, text) TO ${service_role};
