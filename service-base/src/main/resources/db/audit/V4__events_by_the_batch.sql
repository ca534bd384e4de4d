-- One row for each batch that a writer commits, its events as arrays, instead of one for each event; and one row of leaves for
-- each batch. What PostgreSQL does for each row and each entry of an index was two thirds of what an event cost it.
--
-- Writes every event anew. Replicas of earlier releases cannot write any more: docs/operations.md, "Upgrades".

SET LOCAL timezone = 'UTC';
LOCK TABLE audit.event, audit.leaf IN ACCESS EXCLUSIVE MODE;

ALTER SEQUENCE audit.event_seq RENAME TO batch_no;

-- The same place in each array is one event. `at` is the moment of the latest one, `digest` a SHA-256 of leaf_hashes:
-- a batch that a writer tries again is known by both. The arrays of what erasure destroys (salts, persons, addresses) hold
-- NULL where it has; persons is NULL where nobody signed in.
CREATE TABLE audit.batch (
    no           bigint      NOT NULL DEFAULT nextval('audit.batch_no'),
    at           timestamptz NOT NULL,
    digest       bytea       NOT NULL,
    first_id     varchar(64) COLLATE "C" NOT NULL,
    last_id      varchar(64) COLLATE "C" NOT NULL,
    event_ids    text[]      COLLATE "C" NOT NULL,
    stages       smallint[]  NOT NULL,
    ats          timestamptz[] NOT NULL,
    tenants      text[]      COLLATE "C" NOT NULL,
    actors       text[]      COLLATE "C" NOT NULL,
    decisions    smallint[]  NOT NULL,
    integrations text[]      COLLATE "C" NOT NULL,
    operations   text[]      COLLATE "C" NOT NULL,
    canonicals   bytea[]     NOT NULL,
    leaf_hashes  bytea       NOT NULL,
    salts        bytea[]     NOT NULL,
    persons      text[],
    addresses    text[]      NOT NULL,
    PRIMARY KEY (at, digest)
) PARTITION BY RANGE (at);

-- The order of the log: the leaves of one batch, from first_leaf on. Kept when the batch itself is retired.
CREATE TABLE audit.leaves (
    first_leaf bigint      PRIMARY KEY CHECK (first_leaf >= 0),
    size       integer     NOT NULL,
    no         bigint      NOT NULL,
    at         timestamptz NOT NULL,
    first_id   varchar(64) COLLATE "C" NOT NULL,
    last_id    varchar(64) COLLATE "C" NOT NULL,
    event_ids  text[]      COLLATE "C" NOT NULL,
    stages     smallint[]  NOT NULL,
    ats        timestamptz[] NOT NULL,
    tenants    text[]      COLLATE "C" NOT NULL,
    hashes     bytea       NOT NULL,
    CHECK (size > 0 AND octet_length(hashes) = 32 * size AND cardinality(event_ids) = size AND cardinality(stages) = size
           AND cardinality(ats) = size AND cardinality(tenants) = size)
) WITH (toast_tuple_target = 8160);

-- One partition per month (UTC); whatever falls outside lands in the default partition. A batch shall fill a page of the
-- table before its arrays move out of it.
CREATE TABLE audit.batch_other PARTITION OF audit.batch DEFAULT WITH (toast_tuple_target = 8160);

CREATE OR REPLACE FUNCTION audit.ensure_partitions(first timestamptz, months integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    start timestamptz;
    child text;
BEGIN
    FOR i IN 0 .. least(months, 24) - 1 LOOP
        start := date_trunc('month', first) + make_interval(months => i);
        child := format('batch_%s', to_char(start, 'YYYYMM'));
        IF to_regclass('audit.' || child) IS NULL THEN
            PERFORM pg_advisory_xact_lock(hashtext('audit.ensure_partitions'));
            BEGIN
                EXECUTE format('CREATE TABLE IF NOT EXISTS audit.%I PARTITION OF audit.batch FOR VALUES FROM (%L) TO (%L)
                                WITH (toast_tuple_target = 8160)', child, start, start + interval '1 month');
                EXECUTE format('CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON audit.%I
                                FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', child);
            EXCEPTION WHEN check_violation THEN
                -- The default partition has batches of this month, and keeps them.
                RAISE WARNING 'audit has batches of % in its default partition', child;
            END;
        END IF;
    END LOOP;
END $$;

-- A month that has a partition is not retired. Those that had one keep one; those whose events waited in the default
-- partition get their own, but not where leaves lack their events: what was retired stays retired.
SELECT audit.ensure_partitions(now(), 4);
SELECT audit.ensure_partitions(month, 1)
  FROM (SELECT to_timestamp(substr(relname, 7), 'YYYYMM') AS month
          FROM pg_class WHERE relnamespace = 'audit'::regnamespace AND relkind = 'r' AND relname ~ '^event_[0-9]{6}$'
        UNION
        SELECT month
          FROM (SELECT DISTINCT date_trunc('month', at) AS month FROM audit.event
                 WHERE at > now() - interval '20 years' AND at < now() + interval '1 year') m
         WHERE NOT EXISTS (SELECT FROM audit.leaf l WHERE l.at >= month AND l.at < month + interval '1 month'
                              AND NOT EXISTS (SELECT FROM audit.event e WHERE e.event_id = l.event_id AND e.stage = l.stage))) m;

-- What is in the log, by up to 64 leaves of one month that lie one behind the other, with the numbers 1, 2, …
CREATE TABLE audit.place AS
SELECT g.*, dense_rank() OVER (ORDER BY first_leaf) AS no
  FROM (SELECT i.*, min(leaf_index) OVER (PARTITION BY leaf_index / 64, month, island) AS first_leaf
          FROM (SELECT l.*, date_trunc('month', at) AS month,
                       leaf_index - row_number() OVER (PARTITION BY leaf_index / 64, date_trunc('month', at) ORDER BY leaf_index)
                           AS island
                  FROM audit.leaf l) i) g;

INSERT INTO audit.leaves (first_leaf, size, no, at, first_id, last_id, event_ids, stages, ats, tenants, hashes)
SELECT first_leaf, count(*), no, max(at), left(min(event_id), 64), left(max(event_id), 64),
       array_agg(event_id ORDER BY leaf_index), array_agg(stage ORDER BY leaf_index), array_agg(at ORDER BY leaf_index),
       array_agg(tenant_id ORDER BY leaf_index), string_agg(leaf_hash, ''::bytea ORDER BY leaf_index)
  FROM audit.place GROUP BY first_leaf, no;

-- A row whose hash is none was put in by hand; alone in its batch it takes the leaves of no other.
INSERT INTO audit.batch (no, at, digest, first_id, last_id, event_ids, stages, ats, tenants, actors, decisions, integrations,
                         operations, canonicals, leaf_hashes, salts, persons, addresses)
SELECT no, coalesce(leaves_at, max(at)), sha256(string_agg(leaf_hash, ''::bytea ORDER BY place, at) || no::text::bytea),
       coalesce(leaves_first, left(min(event_id), 64)), coalesce(leaves_last, left(max(event_id), 64)), array_agg(event_id ORDER BY place, at),
       array_agg(stage ORDER BY place, at), array_agg(at ORDER BY place, at), array_agg(tenant_id ORDER BY place, at),
       array_agg(actor ORDER BY place, at), array_agg(decision ORDER BY place, at), array_agg(integration_id ORDER BY place, at),
       array_agg(operation ORDER BY place, at), array_agg(canonical ORDER BY place, at),
       string_agg(leaf_hash, ''::bytea ORDER BY place, at), array_agg(salt ORDER BY place, at),
       nullif(array_agg(person ORDER BY place, at), array_agg(NULL::text)), array_agg(address ORDER BY place, at)
  FROM (SELECT e.*, l.leaf_index AS place, l.no, p.at AS leaves_at, p.first_id AS leaves_first, p.last_id AS leaves_last
          FROM audit.event e
          JOIN audit.place l ON l.event_id = e.event_id AND l.stage = e.stage
          JOIN audit.leaves p ON p.no = l.no
         WHERE octet_length(e.leaf_hash) = 32
        UNION ALL
        -- What waits, by 64 of one month as well, with the numbers behind.
        SELECT (w.event_row).*, w.place, coalesce((SELECT max(no) FROM audit.leaves), 0)
                     + dense_rank() OVER (ORDER BY w.whole DESC, w.month, w.place / CASE WHEN w.whole THEN 64 ELSE 1 END), NULL, NULL, NULL
          FROM (SELECT e AS event_row, octet_length(e.leaf_hash) = 32 AS whole, date_trunc('month', e.at) AS month,
                       row_number() OVER (PARTITION BY octet_length(e.leaf_hash) = 32, date_trunc('month', e.at)
                                          ORDER BY e.seq, e.event_id, e.stage, e.at) - 1 AS place
                  FROM audit.event e
                 WHERE octet_length(e.leaf_hash) <> 32
                    OR NOT EXISTS (SELECT FROM audit.leaf l WHERE l.event_id = e.event_id AND l.stage = e.stage)) w) e
 GROUP BY no, leaves_at, leaves_first, leaves_last;

-- Never lower: a sequence does not go back with its transaction.
SELECT setval('audit.batch_no', greatest(max(no), (SELECT last_value FROM audit.batch_no)))
  FROM (SELECT no FROM audit.batch UNION ALL SELECT no FROM audit.leaves) n HAVING max(no) IS NOT NULL;

DROP TABLE audit.place;
DROP TABLE audit.event, audit.leaf;

CREATE INDEX batch_by_no ON audit.batch (no);
CREATE INDEX batch_by_ids ON audit.batch USING brin (first_id, last_id) WITH (autosummarize = on);
CREATE INDEX batch_by_tenant ON audit.batch USING gin (tenants) WITH (fastupdate = off);
-- Names the batches, not the persons: an index would keep what erasure destroys.
CREATE INDEX batch_with_persons ON audit.batch (no) WHERE persons IS NOT NULL;
CREATE INDEX leaves_by_no ON audit.leaves (no);
CREATE INDEX leaves_by_ids ON audit.leaves USING brin (first_id, last_id) WITH (autosummarize = on);

-- The number of an event: that of its batch, and its place there, from 1.
CREATE VIEW audit.event AS
SELECT b.no << 12 | e.place AS seq, e.event_id, e.stage, e.at, e.tenant_id, e.actor, e.decision, e.integration_id,
       e.operation, e.canonical, substring(b.leaf_hashes FROM (e.place::int - 1) * 32 + 1 FOR 32) AS leaf_hash, e.salt, e.person,
       e.address
  FROM audit.batch b
 CROSS JOIN LATERAL unnest(b.event_ids, b.stages, b.ats, b.tenants, b.actors, b.decisions, b.integrations, b.operations,
                           b.canonicals, b.salts, b.persons, b.addresses) WITH ORDINALITY
       AS e(event_id, stage, at, tenant_id, actor, decision, integration_id, operation, canonical, salt, person, address, place);

CREATE VIEW audit.leaf AS
SELECT p.first_leaf + l.place - 1 AS leaf_index, p.no << 12 | l.place AS seq, l.event_id, l.stage, l.at, l.tenant_id,
       substring(p.hashes FROM (l.place::int - 1) * 32 + 1 FOR 32) AS leaf_hash
  FROM audit.leaves p
 CROSS JOIN LATERAL unnest(p.event_ids, p.stages, p.ats, p.tenants) WITH ORDINALITY AS l(event_id, stage, at, tenant_id, place);

-- Erasure may set the three values of an event to NULL, all at once; nothing else may change.
CREATE OR REPLACE FUNCTION audit.refuse_all_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.no, NEW.at, NEW.digest, NEW.first_id, NEW.last_id, NEW.event_ids, NEW.stages, NEW.ats, NEW.tenants, NEW.actors,
        NEW.decisions, NEW.integrations, NEW.operations, NEW.canonicals, NEW.leaf_hashes)
       IS DISTINCT FROM
       (OLD.no, OLD.at, OLD.digest, OLD.first_id, OLD.last_id, OLD.event_ids, OLD.stages, OLD.ats, OLD.tenants, OLD.actors,
        OLD.decisions, OLD.integrations, OLD.operations, OLD.canonicals, OLD.leaf_hashes)
       OR (array_dims(NEW.salts), array_dims(NEW.persons), array_dims(NEW.addresses))
          IS DISTINCT FROM (array_dims(OLD.salts), array_dims(OLD.persons), array_dims(OLD.addresses))
       OR EXISTS (SELECT FROM unnest(NEW.salts, NEW.persons, NEW.addresses, OLD.salts, OLD.persons, OLD.addresses)
                           AS v(salt, person, address, old_salt, old_person, old_address)
                  WHERE (salt, person, address) IS DISTINCT FROM (old_salt, old_person, old_address)
                    AND num_nonnulls(salt, person, address) > 0) THEN
        RAISE EXCEPTION 'audit is append-only: UPDATE on batch is refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM unnest(OLD.tenants, OLD.ats, NEW.salts, NEW.persons, NEW.addresses, OLD.salts, OLD.persons, OLD.addresses)
                        AS v(tenant, at, salt, person, address, old_salt, old_person, old_address)
               WHERE (salt, person, address) IS DISTINCT FROM (old_salt, old_person, old_address)
                 AND audit.held(tenant, at)) THEN
        RAISE EXCEPTION 'a legal hold covers this record' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE ON audit.batch FOR EACH ROW EXECUTE FUNCTION audit.refuse_all_but_erasure();
CREATE TRIGGER no_delete BEFORE DELETE ON audit.batch FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.batch FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.batch_other FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit.leaves FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit.leaves FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- The highest number of a batch below which no other will still appear: waits for the batches that are being written (they
-- hold the same lock shared from before they draw a number until their commit).
CREATE OR REPLACE FUNCTION audit.boundary() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(${barrier_lock});
    RETURN (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM audit.batch_no);
END $$;

-- Whether each of the arrays that erasure writes has one value for each event. Others were put in by hand, and must not stop
-- the erasure of honest ones.
CREATE FUNCTION audit.aligned(b audit.batch) RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_ndims(b.event_ids) = 1 AND array_lower(b.event_ids, 1) = 1
           AND array_dims(b.tenants) = array_dims(b.event_ids) AND array_dims(b.salts) = array_dims(b.event_ids)
           AND array_dims(b.addresses) = array_dims(b.event_ids)
           AND (b.persons IS NULL OR array_dims(b.persons) = array_dims(b.event_ids))
$$;

-- Destroys the salts and clear values of one person's records; leaves and proofs stay. Held records are refused.
CREATE OR REPLACE FUNCTION audit.erase_person(erased_tenant text, erased_person text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    erased bigint := 0;
    hits bigint;
    part record;
BEGIN
    FOR part IN SELECT b.at, b.digest FROM audit.batch b
                 WHERE b.persons IS NOT NULL AND audit.aligned(b) AND EXISTS (
                       SELECT FROM unnest(b.tenants, b.persons) AS v(tenant, person)
                        WHERE person = erased_person AND tenant IS NOT DISTINCT FROM erased_tenant) FOR UPDATE LOOP
        UPDATE audit.batch b
           SET salts = kept.salts, persons = kept.persons, addresses = kept.addresses
          FROM (SELECT array_agg(CASE WHEN NOT hit THEN salt END ORDER BY place) AS salts,
                       array_agg(CASE WHEN NOT hit THEN person END ORDER BY place) AS persons,
                       array_agg(CASE WHEN NOT hit THEN address END ORDER BY place) AS addresses,
                       count(*) FILTER (WHERE hit) AS hits
                  FROM (SELECT v.*, person IS NOT DISTINCT FROM erased_person AND tenant IS NOT DISTINCT FROM erased_tenant AS hit
                          FROM audit.batch o, unnest(o.tenants, o.salts, o.persons, o.addresses)
                               WITH ORDINALITY AS v(tenant, salt, person, address, place)
                         WHERE o.at = part.at AND o.digest = part.digest) w) kept
         WHERE b.at = part.at AND b.digest = part.digest
        RETURNING kept.hits INTO hits;
        erased := erased + hits;
    END LOOP;
    RETURN erased;
END $$;

CREATE OR REPLACE FUNCTION audit.erase_event(erased_event text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    erased bigint := 0;
    hits bigint;
    part record;
BEGIN
    FOR part IN SELECT b.at, b.digest FROM audit.batch b
                 WHERE b.first_id <= erased_event AND b.last_id >= erased_event AND audit.aligned(b) AND EXISTS (
                       SELECT FROM unnest(b.event_ids, b.salts, b.persons, b.addresses) AS v(id, salt, person, address)
                        WHERE id = erased_event AND num_nonnulls(salt, person, address) > 0) FOR UPDATE LOOP
        UPDATE audit.batch b
           SET salts = kept.salts, persons = CASE WHEN b.persons IS NOT NULL THEN kept.persons END, addresses = kept.addresses
          FROM (SELECT array_agg(CASE WHEN id <> erased_event THEN salt END ORDER BY place) AS salts,
                       array_agg(CASE WHEN id <> erased_event THEN person END ORDER BY place) AS persons,
                       array_agg(CASE WHEN id <> erased_event THEN address END ORDER BY place) AS addresses,
                       count(*) FILTER (WHERE id = erased_event AND num_nonnulls(salt, person, address) > 0) AS hits
                  FROM audit.batch o, unnest(o.event_ids, o.salts, o.persons, o.addresses)
                       WITH ORDINALITY AS v(id, salt, person, address, place)
                 WHERE o.at = part.at AND o.digest = part.digest) kept
         WHERE b.at = part.at AND b.digest = part.digest
        RETURNING kept.hits INTO hits;
        erased := erased + hits;
    END LOOP;
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
    earliest timestamptz;
    covered bigint;
    open_rows bigint;
BEGIN
    IF before > now() - make_interval(days => (SELECT days FROM audit.retention_floor)) THEN
        RAISE EXCEPTION 'younger than the retention floor' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR part IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                 WHERE i.inhparent = 'audit.batch'::regclass AND c.relname ~ '^batch_[0-9]{6}$' ORDER BY c.relname LOOP
        month_start := to_timestamp(substr(part.relname, 7), 'YYYYMM');
        month_end := month_start + interval '1 month';
        EXIT WHEN month_end > before;
        -- A batch belongs to the month of its latest event.
        EXECUTE format('SELECT min(a) FROM audit.%I b CROSS JOIN LATERAL unnest(b.ats) AS a', part.relname) INTO earliest;
        IF EXISTS (SELECT FROM audit.hold h WHERE h.from_at < month_end AND h.to_at > least(month_start, earliest)
                      AND NOT EXISTS (SELECT FROM audit.hold_release r WHERE r.hold_id = h.hold_id)) THEN
            RAISE EXCEPTION 'a legal hold covers %', part.relname USING ERRCODE = 'insufficient_privilege';
        END IF;
        SELECT coalesce(max(tree_size), 0) INTO covered FROM audit.head;
        EXECUTE format('SELECT count(*) FROM audit.%I b WHERE NOT EXISTS (SELECT FROM audit.leaves p
                         WHERE p.no = b.no AND p.event_ids = b.event_ids AND p.stages = b.stages AND p.hashes = b.leaf_hashes
                           AND p.first_leaf + p.size <= $1)
                          AND EXISTS (SELECT FROM unnest(b.event_ids, b.stages) WITH ORDINALITY AS e(event_id, stage, place)
                         WHERE NOT EXISTS (SELECT FROM audit.leaves p
                               CROSS JOIN LATERAL unnest(p.event_ids, p.stages) WITH ORDINALITY AS l(event_id, stage, place)
                               WHERE p.no = b.no AND l.event_id = e.event_id AND l.stage = e.stage
                                 AND substring(p.hashes FROM (l.place::int - 1) * 32 + 1 FOR 32)
                                   = substring(b.leaf_hashes FROM (e.place::int - 1) * 32 + 1 FOR 32)
                                 AND p.first_leaf + l.place <= $1))', part.relname)
           INTO open_rows USING covered;
        IF open_rows > 0 THEN
            RAISE EXCEPTION '% has events that no head covers', part.relname USING ERRCODE = 'insufficient_privilege';
        END IF;
        EXECUTE format('DROP TABLE audit.%I', part.relname);
        retired := retired + 1;
    END LOOP;
    RETURN retired;
END $$;

REVOKE ALL ON FUNCTION audit.aligned FROM PUBLIC;
GRANT INSERT, SELECT ON audit.batch, audit.leaves TO ${app_role};
GRANT SELECT ON audit.event, audit.leaf TO ${app_role};
