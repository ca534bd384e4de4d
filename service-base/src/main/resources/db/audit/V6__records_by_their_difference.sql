-- The records of a batch are much alike, so the writer sends and stores what differs from another one of the batch
-- (CanonicalDelta). To compress them was a fifth of what a batch cost PostgreSQL, and they are as small now. Nothing that is stored
-- is written anew: whole records stay as they are. The column has another name, so that a replica of an earlier release, which
-- would take such a record for an edited one, cannot read or write.

ALTER TABLE audit.batch RENAME canonicals TO records;

-- What is no longer alike, or never was, is not worth trying to compress.
ALTER TABLE audit.batch ALTER records SET STORAGE EXTERNAL, ALTER leaf_hashes SET STORAGE EXTERNAL, ALTER salts SET STORAGE EXTERNAL;

-- The canonical bytes of what is stored; NULL where somebody changed it so that they cannot be told. As CanonicalDelta.whole.
CREATE FUNCTION audit.whole(stored bytea, basis bytea) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    canonical bytea := '';
    place int := 5;
    turned boolean := false;
    alike int;
    own int;
    source int;
    size int;
BEGIN
    IF substring(stored FOR 1) IS DISTINCT FROM '\x01'::bytea THEN
        RETURN stored;
    END IF;
    IF octet_length(stored) < 5 OR basis IS NULL THEN
        RETURN NULL;
    END IF;
    size := get_byte(stored, 3) * 256 + get_byte(stored, 4);
    IF octet_length(basis) <> get_byte(stored, 1) * 256 + get_byte(stored, 2) OR octet_length(stored) >= size THEN
        RETURN NULL;
    END IF;
    WHILE place + 1 < octet_length(stored) LOOP
        alike := get_byte(stored, place);
        own := get_byte(stored, place + 1);
        source := octet_length(canonical) + CASE WHEN turned THEN octet_length(basis) - size ELSE 0 END;
        IF alike = 0 AND own = 0 THEN
            IF turned THEN
                RETURN NULL;
            END IF;
            turned := true;
        ELSIF octet_length(canonical) + alike + own > size OR place + 2 + own > octet_length(stored)
              OR alike > 0 AND (source < 0 OR source + alike > octet_length(basis)) THEN
            RETURN NULL;
        ELSE
            canonical := canonical || substring(basis FROM greatest(source, 0) + 1 FOR alike) || substring(stored FROM place + 3 FOR own);
        END IF;
        place := place + 2 + own;
    END LOOP;
    RETURN CASE WHEN octet_length(canonical) = size AND place = octet_length(stored) THEN canonical END;
END $$;

-- Whoever may read the view may call it; it reads nothing.
GRANT EXECUTE ON FUNCTION audit.whole TO PUBLIC;

-- The whole records of a batch are taken out once for it, not once for each event.
CREATE OR REPLACE VIEW audit.event AS
SELECT b.no << 12 | e.place AS seq, e.event_id, e.stage, e.at, e.tenant_id, e.actor, e.decision, e.integration_id, e.operation,
       audit.whole(e.record, e.basis) AS canonical,
       substring(b.leaf_hashes FROM (e.place::int - 1) * 32 + 1 FOR 32) AS leaf_hash, e.salt, e.person, e.address
  FROM audit.batch b
 CROSS JOIN LATERAL (
       SELECT array_agg(c ORDER BY place) AS bases, array_agg(octet_length(c) ORDER BY place) AS lengths
         FROM unnest(b.records) WITH ORDINALITY AS u(c, place)
        WHERE place <= 4095 AND substring(c FOR 1) <> '\x01'::bytea AND octet_length(c) BETWEEN 6 AND 65535) w
 CROSS JOIN LATERAL (
       SELECT v.*, CASE WHEN substring(v.record FOR 1) = '\x01'::bytea AND octet_length(v.record) > 2 THEN
                   w.bases[array_position(w.lengths, get_byte(v.record, 1) * 256 + get_byte(v.record, 2))] END AS basis
         FROM unnest(b.event_ids, b.stages, b.ats, b.tenants, b.actors, b.decisions, b.integrations, b.operations,
                     b.records, b.salts, b.persons, b.addresses) WITH ORDINALITY
              AS v(event_id, stage, at, tenant_id, actor, decision, integration_id, operation, record, salt, person, address, place)
       OFFSET 0) e;

-- As in V4; the column's new name.
CREATE OR REPLACE FUNCTION audit.refuse_all_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.no, NEW.at, NEW.digest, NEW.first_id, NEW.last_id, NEW.event_ids, NEW.stages, NEW.ats, NEW.tenants, NEW.actors,
        NEW.decisions, NEW.integrations, NEW.operations, NEW.records, NEW.leaf_hashes)
       IS DISTINCT FROM
       (OLD.no, OLD.at, OLD.digest, OLD.first_id, OLD.last_id, OLD.event_ids, OLD.stages, OLD.ats, OLD.tenants, OLD.actors,
        OLD.decisions, OLD.integrations, OLD.operations, OLD.records, OLD.leaf_hashes)
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
