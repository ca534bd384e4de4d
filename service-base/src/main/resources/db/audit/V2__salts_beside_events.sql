-- Salt and personal values move into the event's row: one insert instead of two. They are the only columns that may ever
-- change, all three to NULL at once, by the owner's functions of erasure; no hash is made of them.
--
-- Writes every event anew. Replicas of earlier releases cannot write any more: docs/operations.md, "Upgrades".

LOCK TABLE audit.event, audit.disclosure IN ACCESS EXCLUSIVE MODE;
ALTER TABLE audit.event ADD COLUMN salt bytea, ADD COLUMN person text, ADD COLUMN address text;

-- One check instead of three: PostgreSQL reads each one's text anew for every insert.
ALTER TABLE audit.event DROP CONSTRAINT event_stage_check, DROP CONSTRAINT event_leaf_hash_check,
    ADD CONSTRAINT event_sizes CHECK (stage IN (1, 2) AND octet_length(leaf_hash) = 32 AND octet_length(salt) = 32);

DROP TRIGGER append_only ON audit.event;
UPDATE audit.event e SET salt = d.salt, person = d.person, address = d.address
  FROM audit.disclosure d WHERE d.event_id = e.event_id AND d.stage = e.stage AND d.at = e.at;
DROP TABLE audit.disclosure;
DROP FUNCTION audit.refuse_held();

CREATE INDEX event_by_person ON audit.event (person) WHERE person IS NOT NULL;

CREATE FUNCTION audit.refuse_all_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF num_nonnulls(NEW.salt, NEW.person, NEW.address) > 0
       OR (NEW.seq, NEW.event_id, NEW.stage, NEW.at, NEW.tenant_id, NEW.actor, NEW.decision, NEW.integration_id, NEW.operation,
           NEW.canonical, NEW.leaf_hash)
          IS DISTINCT FROM
          (OLD.seq, OLD.event_id, OLD.stage, OLD.at, OLD.tenant_id, OLD.actor, OLD.decision, OLD.integration_id, OLD.operation,
           OLD.canonical, OLD.leaf_hash) THEN
        RAISE EXCEPTION 'audit is append-only: UPDATE on event is refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF audit.held(OLD.tenant_id, OLD.at) THEN
        RAISE EXCEPTION 'a legal hold covers this record' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE ON audit.event FOR EACH ROW EXECUTE FUNCTION audit.refuse_all_but_erasure();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.event_other FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER no_delete BEFORE DELETE ON audit.event FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();

CREATE OR REPLACE FUNCTION audit.ensure_partitions(first timestamptz, months integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    start timestamptz;
    child text;
BEGIN
    FOR i IN 0 .. least(months, 24) - 1 LOOP
        start := date_trunc('month', first) + make_interval(months => i);
        child := format('event_%s', to_char(start, 'YYYYMM'));
        IF to_regclass('audit.' || child) IS NULL THEN
            PERFORM pg_advisory_xact_lock(hashtext('audit.ensure_partitions'));
            EXECUTE format('CREATE TABLE IF NOT EXISTS audit.%I PARTITION OF audit.event FOR VALUES FROM (%L) TO (%L)',
                           child, start, start + interval '1 month');
            EXECUTE format('CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON audit.%I
                            FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', child);
        END IF;
    END LOOP;
END $$;

-- Destroys the salts and clear values of one person's records; leaves and proofs stay. Held records are refused.
CREATE OR REPLACE FUNCTION audit.erase_person(erased_tenant text, erased_person text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE erased bigint;
BEGIN
    UPDATE audit.event SET salt = NULL, person = NULL, address = NULL
     WHERE person = erased_person AND tenant_id IS NOT DISTINCT FROM erased_tenant;
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END $$;

CREATE OR REPLACE FUNCTION audit.erase_event(erased_event text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE erased bigint;
BEGIN
    UPDATE audit.event SET salt = NULL, person = NULL, address = NULL 
     WHERE event_id = erased_event AND num_nonnulls(salt, person, address) > 0;
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END $$;

-- Drops the months that end before `before`, oldest first. Refuses what is younger than the floor, not yet under a
-- signed head, or held. The leaves stay, so every head stays provable.
CREATE OR REPLACE FUNCTION audit.retire(before timestamptz) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    part record;
    month_start timestamptz;
    month_end timestamptz;
    retired integer := 0;
    open_rows bigint;
BEGIN
    IF before > now() - make_interval(days => (SELECT days FROM audit.retention_floor)) THEN
        RAISE EXCEPTION 'younger than the retention floor' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR part IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                 WHERE i.inhparent = 'audit.event'::regclass AND c.relname ~ '^event_[0-9]{6}$' ORDER BY c.relname LOOP
        month_start := to_timestamp(substr(part.relname, 7), 'YYYYMM');
        month_end := month_start + interval '1 month';
        EXIT WHEN month_end > before;
        IF EXISTS (SELECT FROM audit.hold h WHERE h.from_at < month_end AND h.to_at > month_start
                      AND NOT EXISTS (SELECT FROM audit.hold_release r WHERE r.hold_id = h.hold_id)) THEN
            RAISE EXCEPTION 'a legal hold covers %', part.relname USING ERRCODE = 'insufficient_privilege';
        END IF;
        EXECUTE format('SELECT count(*) FROM audit.%I e WHERE NOT EXISTS (SELECT FROM audit.leaf l
                         WHERE l.event_id = e.event_id AND l.stage = e.stage AND l.leaf_hash = e.leaf_hash
                           AND l.leaf_index < (SELECT coalesce(max(tree_size), 0) FROM audit.head))', part.relname)
           INTO open_rows;
        IF open_rows > 0 THEN
            RAISE EXCEPTION '% has events that no head covers', part.relname USING ERRCODE = 'insufficient_privilege';
        END IF;
        EXECUTE format('DROP TABLE audit.%I', part.relname);
        retired := retired + 1;
    END LOOP;
    RETURN retired;
END $$;
