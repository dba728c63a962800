-- The role that the service runs as may add to the log and read it, no more.
GRANT USAGE ON SCHEMA audit TO ${service_role};
GRANT SELECT, INSERT ON audit.leaf, audit.node, audit.signing_key, audit.checkpoint TO ${service_role};
GRANT SELECT, INSERT, DELETE ON audit.passed_over TO ${service_role};
-- A run's progress and its result are written as it goes.
GRANT SELECT, INSERT, UPDATE ON audit.verification, audit.verification_break TO ${service_role};
GRANT SELECT, INSERT, UPDATE ON audit.comparison TO ${service_role};
GRANT SELECT, INSERT ON audit.comparison_difference TO ${service_role};
-- What an export was of stays as it was recorded; how it goes on is written as it goes.
GRANT SELECT, INSERT ON audit.export, audit.export_stream TO ${service_role};
GRANT UPDATE (state, failure, finished_at, total_events, streams, events, alive_at) ON audit.export TO ${service_role};
