#!/bin/bash
# Run once, on an empty volume: one role owns the database and migrates it, each side runs as a lesser one of its own.
psql --set ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\set owner `cat /run/secrets/owner`
\set command_side `cat /run/secrets/command-side`
\set query_side `cat /run/secrets/query-side`
CREATE ROLE countersign_owner LOGIN PASSWORD :'owner';
CREATE ROLE command_side LOGIN PASSWORD :'command_side';
CREATE ROLE query_side LOGIN PASSWORD :'query_side';
ALTER DATABASE :"DBNAME" OWNER TO countersign_owner;
-- Nobody has a use for tables that pass themselves off as others.
REVOKE TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC;
SQL
