-- The verifiable audit log. The service's role may INSERT and SELECT; whatever removes anything is a function of the
-- owner's that checks retention and legal hold. Derived tables (leaf, tile, head) are append-only as well.

REVOKE ALL ON SCHEMA audit FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO ${app_role};

CREATE SEQUENCE audit.event_seq AS bigint CACHE 1;

-- canonical and leaf_hash are the record; every other column is a copy of a part of canonical, for queries.
CREATE TABLE audit.event (
    seq            bigint      NOT NULL DEFAULT nextval('audit.event_seq'),
    event_id       text        COLLATE "C" NOT NULL,
    stage          smallint    NOT NULL CHECK (stage IN (1, 2)),
    at             timestamptz NOT NULL,
    tenant_id      text        COLLATE "C",
    actor          text        COLLATE "C",
    decision       smallint    NOT NULL,
    integration_id text        COLLATE "C",
    operation      text        COLLATE "C" NOT NULL,
    canonical      bytea       NOT NULL,
    leaf_hash      bytea       NOT NULL CHECK (octet_length(leaf_hash) = 32),
    PRIMARY KEY (event_id, stage, at)
) PARTITION BY RANGE (at);
CREATE INDEX event_by_seq ON audit.event (seq);
CREATE INDEX event_by_tenant ON audit.event (tenant_id, seq);

-- What erasure destroys: the salt of the record's commitments and the personal values in clear.
CREATE TABLE audit.disclosure (
    event_id text        COLLATE "C" NOT NULL,
    stage    smallint    NOT NULL,
    at       timestamptz NOT NULL,
    salt     bytea       NOT NULL CHECK (octet_length(salt) = 32),
    person   text,
    address  text,
    PRIMARY KEY (event_id, stage, at)
) PARTITION BY RANGE (at);
CREATE INDEX disclosure_by_person ON audit.disclosure (person) WHERE person IS NOT NULL;

-- The order of the log. One row per leaf, kept when the event itself is retired.
CREATE TABLE audit.leaf (
    leaf_index bigint      PRIMARY KEY CHECK (leaf_index >= 0),
    seq        bigint      NOT NULL,
    event_id   text        COLLATE "C" NOT NULL,
    stage      smallint    NOT NULL,
    at         timestamptz NOT NULL,
    tenant_id  text        COLLATE "C",
    leaf_hash  bytea       NOT NULL CHECK (octet_length(leaf_hash) = 32),
    UNIQUE (event_id, stage)
);

-- Full tiles of 256 hashes: level 0 holds leaves, level n the roots of level n - 1.
CREATE TABLE audit.tile (
    level      smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
    tile_index bigint   NOT NULL CHECK (tile_index >= 0),
    root       bytea    NOT NULL CHECK (octet_length(root) = 32),
    hashes     bytea    NOT NULL CHECK (octet_length(hashes) = 8192),
    PRIMARY KEY (level, tile_index)
);
ALTER TABLE audit.tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE TABLE audit.head (
    tree_size      bigint   PRIMARY KEY CHECK (tree_size > 0),
    log_id         text     COLLATE "C" NOT NULL,
    at_ms          bigint   NOT NULL,
    root           bytea    NOT NULL CHECK (octet_length(root) = 32),
    signing_key_id text     COLLATE "C" NOT NULL,
    signature      bytea    NOT NULL
);

CREATE TABLE audit.cosignature (
    tree_size  bigint NOT NULL,
    witness_id text   COLLATE "C" NOT NULL,
    at_ms      bigint NOT NULL,
    signature  bytea  NOT NULL,
    PRIMARY KEY (tree_size, witness_id)
);

CREATE TABLE audit.hold (
    hold_id   text        COLLATE "C" PRIMARY KEY,
    tenant_id text        COLLATE "C",
    from_at   timestamptz NOT NULL,
    to_at     timestamptz NOT NULL,
    reason    text        NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT now(),
    CHECK (from_at < to_at)
);
CREATE TABLE audit.hold_release (
    hold_id     text        COLLATE "C" PRIMARY KEY REFERENCES audit.hold,
    released_at timestamptz NOT NULL DEFAULT now()
);

-- The floor below which nobody with the service's role can shorten history. Only the owner changes it.
CREATE TABLE audit.retention_floor (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    days     integer NOT NULL CHECK (days >= 1)
);
INSERT INTO audit.retention_floor (days) VALUES (365);

CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION audit.held(tenant text, moment timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM audit.hold h
                   WHERE (h.tenant_id IS NULL OR h.tenant_id = tenant) AND moment >= h.from_at AND moment < h.to_at
                     AND NOT EXISTS (SELECT FROM audit.hold_release r WHERE r.hold_id = h.hold_id))
$$;

CREATE FUNCTION audit.refuse_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF audit.held((SELECT e.tenant_id FROM audit.event e
                   WHERE e.event_id = OLD.event_id AND e.stage = OLD.stage AND e.at = OLD.at), OLD.at) THEN
        RAISE EXCEPTION 'a legal hold covers this record' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.event FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER no_update BEFORE UPDATE ON audit.disclosure FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER not_held BEFORE DELETE ON audit.disclosure FOR EACH ROW EXECUTE FUNCTION audit.refuse_held();
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['leaf', 'tile', 'head', 'cosignature', 'hold', 'hold_release'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.%I
                        FOR EACH ROW EXECUTE FUNCTION audit.refuse_change()', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['event', 'disclosure', 'leaf', 'tile', 'head', 'cosignature', 'hold', 'hold_release'] LOOP
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', t);
    END LOOP;
END $$;

-- One partition of event and one of disclosure per month (UTC); whatever falls outside lands in the default partition.
CREATE TABLE audit.event_other PARTITION OF audit.event DEFAULT;
CREATE TABLE audit.disclosure_other PARTITION OF audit.disclosure DEFAULT;

CREATE FUNCTION audit.ensure_partitions(first timestamptz, months integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    start timestamptz;
    parent text;
    child text;
BEGIN
    FOR i IN 0 .. least(months, 24) - 1 LOOP
        start := date_trunc('month', first) + make_interval(months => i);
        FOREACH parent IN ARRAY ARRAY['event', 'disclosure'] LOOP
            child := format('%s_%s', parent, to_char(start, 'YYYYMM'));
            IF to_regclass('audit.' || child) IS NULL THEN
                PERFORM pg_advisory_xact_lock(hashtext('audit.ensure_partitions'));
                EXECUTE format('CREATE TABLE IF NOT EXISTS audit.%I PARTITION OF audit.%I FOR VALUES FROM (%L) TO (%L)',
                               child, parent, start, start + interval '1 month');
                EXECUTE format('CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON audit.%I
                                FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', child);
            END IF;
        END LOOP;
    END LOOP;
END $$;

-- Raises unless this server takes writes now.
CREATE FUNCTION audit.writable() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' THEN
        RAISE EXCEPTION 'read only' USING ERRCODE = 'read_only_sql_transaction';
    END IF;
END $$;

-- The highest sequence number below which no other will still appear: waits for the batches that are being written (they
-- hold the same lock shared from before they draw a number until their commit).
CREATE FUNCTION audit.boundary() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(${barrier_lock});
    RETURN (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM audit.event_seq);
END $$;

-- Destroys the salts and clear values of one person's records; leaves and proofs stay. Held records are refused.
CREATE FUNCTION audit.erase_person(erased_tenant text, erased_person text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE erased bigint;
BEGIN
    DELETE FROM audit.disclosure d USING audit.event e
     WHERE d.person = erased_person AND e.event_id = d.event_id AND e.stage = d.stage AND e.at = d.at
       AND e.tenant_id IS NOT DISTINCT FROM erased_tenant;
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END $$;

CREATE FUNCTION audit.erase_event(erased_event text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE erased bigint;
BEGIN
    DELETE FROM audit.disclosure d WHERE d.event_id = erased_event;
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END $$;

-- Drops the months that end before `before`, oldest first. Refuses what is younger than the floor, not yet under a
-- signed head, or held. The leaves stay, so every head stays provable.
CREATE FUNCTION audit.retire(before timestamptz) RETURNS integer
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
        EXECUTE format('DROP TABLE IF EXISTS audit.%I', 'disclosure' || substr(part.relname, 6));
        retired := retired + 1;
    END LOOP;
    RETURN retired;
END $$;

SELECT audit.ensure_partitions(now(), 4);

REVOKE ALL ON ALL TABLES IN SCHEMA audit FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA audit FROM PUBLIC;
GRANT USAGE ON SEQUENCE audit.event_seq TO ${app_role};
GRANT INSERT, SELECT ON audit.event, audit.disclosure, audit.leaf, audit.tile, audit.head, audit.cosignature,
    audit.hold, audit.hold_release TO ${app_role};
GRANT SELECT ON audit.retention_floor TO ${app_role};
GRANT EXECUTE ON FUNCTION audit.held, audit.boundary, audit.ensure_partitions, audit.writable, audit.erase_person, audit.erase_event,
    audit.retire TO ${app_role};
