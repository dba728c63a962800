-- A view is rebuilt in a table beside it, its shadow, which takes its place in the end. The role that the service runs as
-- owns no tables, so these functions do it in the name of who does, for views and nothing else. Left out of a search path,
-- temporary tables come first, and anybody can make one that looks like the system's: they come last.
CREATE FUNCTION read_model.check_view(view text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF view NOT IN ('review_queue', 'invoice_detail', 'mention') THEN
        RAISE EXCEPTION '% is no view', view USING ERRCODE = 'invalid_parameter_value';
    END IF;
END;
$$;

-- Makes the empty shadow of a view: the same columns, checks, storage and rights, and no index yet.
CREATE FUNCTION read_model.make_shadow(view text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    served  regclass := format('read_model.%I', view);
    options text;
    granted record;
BEGIN
    PERFORM read_model.check_view(view);
    EXECUTE format('DROP TABLE IF EXISTS read_model.%I', view || '_shadow');
    EXECUTE format(
        'CREATE TABLE read_model.%I (LIKE %s INCLUDING ALL EXCLUDING INDEXES EXCLUDING STATISTICS)',
        view || '_shadow', served);
    SELECT array_to_string(c.reloptions, ', ') INTO options FROM pg_class c WHERE c.oid = served;
    IF options IS NOT NULL THEN
        EXECUTE format('ALTER TABLE read_model.%I SET (%s)', view || '_shadow', options);
    END IF;
    FOR granted IN
        SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS grantee,
               string_agg(a.privilege_type, ', ') AS privileges
        FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
        WHERE c.oid = served
        GROUP BY a.grantee
    LOOP
        EXECUTE format('GRANT %s ON read_model.%I TO %s', granted.privileges, view || '_shadow', granted.grantee);
    END LOOP;
END;
$$;

-- Makes the next index that the view has and its shadow lacks; whether there was one.
CREATE FUNCTION read_model.index_shadow(view text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    shadow regclass := format('read_model.%I', view || '_shadow');
    wanted record;
BEGIN
    PERFORM read_model.check_view(view);
    SELECT c.relname AS name, pg_get_indexdef(c.oid) AS definition, k.contype AS kind INTO wanted
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    LEFT JOIN pg_constraint k ON k.conindid = c.oid AND k.contype IN ('p', 'u')
    WHERE i.indrelid = format('read_model.%I', view)::regclass
      AND NOT EXISTS (SELECT FROM pg_index s JOIN pg_class n ON n.oid = s.indexrelid
                      WHERE s.indrelid = shadow AND n.relname = 'shadow_' || c.relname)
    ORDER BY i.indisprimary DESC, c.relname
    LIMIT 1;
    IF wanted.name IS NULL THEN
        EXECUTE format('ANALYZE %s', shadow);
        RETURN false;
    END IF;
    EXECUTE regexp_replace(
        wanted.definition,
        '^CREATE (UNIQUE )?INDEX \S+ ON \S+ ',
        format('CREATE \1INDEX %I ON %s ', 'shadow_' || wanted.name, shadow));
    IF wanted.kind IS NOT NULL THEN
        EXECUTE format(
            'ALTER TABLE %s ADD CONSTRAINT %I %s USING INDEX %2$I',
            shadow, 'shadow_' || wanted.name, CASE wanted.kind WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END);
    END IF;
    RETURN true;
END;
$$;

-- The shadow takes the place of the view, under all its names; what served until then is kept as <view>_before.
CREATE FUNCTION read_model.switch_to_shadow(view text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    served regclass := format('read_model.%I', view);
    shadow regclass := format('read_model.%I', view || '_shadow');
    named  record;
BEGIN
    PERFORM read_model.check_view(view);
    IF EXISTS (
        SELECT FROM
            (SELECT attname, atttypid, atttypmod, attnotnull FROM pg_attribute
             WHERE attrelid = served AND attnum > 0 AND NOT attisdropped) AS a
        FULL JOIN
            (SELECT attname, atttypid, atttypmod, attnotnull FROM pg_attribute
             WHERE attrelid = shadow AND attnum > 0 AND NOT attisdropped) AS b
        USING (attname, atttypid, atttypmod, attnotnull)
        WHERE a.* IS NULL OR b.* IS NULL)
       OR EXISTS (
        SELECT FROM
            (SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = served
             UNION ALL SELECT conname FROM pg_constraint WHERE conrelid = served AND contype = 'c') AS a
        FULL JOIN
            (SELECT substr(c.relname, length('shadow_') + 1)::name AS name
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = shadow
             UNION ALL SELECT conname FROM pg_constraint WHERE conrelid = shadow AND contype = 'c') AS b
        USING (name)
        WHERE a.* IS NULL OR b.* IS NULL) THEN
        RAISE EXCEPTION 'The view % got other columns, indexes or checks while it was rebuilt', view
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    EXECUTE format('DROP TABLE IF EXISTS read_model.%I', view || '_before');
    EXECUTE format('ALTER TABLE %s RENAME TO %I', served, view || '_before');
    FOR named IN SELECT c.oid::regclass AS index, c.relname AS name
                 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = served LOOP
        EXECUTE format('ALTER INDEX %s RENAME TO %I', named.index, 'before_' || named.name);
    END LOOP;
    EXECUTE format('ALTER TABLE %s RENAME TO %I', shadow, view);
    FOR named IN SELECT c.oid::regclass AS index, c.relname AS name
                 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = shadow LOOP
        EXECUTE format('ALTER INDEX %s RENAME TO %I', named.index, substr(named.name, length('shadow_') + 1));
    END LOOP;
END;
$$;

-- Removes the shadow of a view, or with 'before' what served until a switch.
CREATE FUNCTION read_model.drop_beside(view text, suffix text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM read_model.check_view(view);
    IF suffix NOT IN ('shadow', 'before') THEN
        RAISE EXCEPTION 'There is no % of a view', suffix USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('DROP TABLE IF EXISTS read_model.%I', view || '_' || suffix);
END;
$$;

REVOKE ALL ON FUNCTION read_model.make_shadow(text), read_model.index_shadow(text),
    read_model.switch_to_shadow(text), read_model.drop_beside(text, text) FROM PUBLIC;

-- Which streams are still to be read: any number of nodes share them.
CREATE TABLE read_model.rebuild_part (
    run_id       uuid    NOT NULL,
    part         int     NOT NULL,
    -- Its streams: from this one on, up to the other without it; null for the end.
    first_stream text    NOT NULL,
    until_stream text,
    -- The stream that was read last.
    last_stream  text,
    done_events  bigint  NOT NULL DEFAULT 0,
    done         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (run_id, part)
) WITH (fillfactor = 50);
