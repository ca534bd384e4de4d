-- What an insider with the database can do, event by event and leaf by leaf: the views become writable. The tables'
-- own triggers do not fire. This insider is careful: a change is no other event's, so what was stored by its difference is
-- stored whole first.

CREATE OR REPLACE FUNCTION audit.change_event() RETURNS trigger LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE
    i int;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit.batch (no, at, digest, first_id, last_id, event_ids, stages, ats, tenants, actors, decisions,
                                 integrations, operations, records, leaf_hashes, salts, persons, addresses)
        VALUES (coalesce(NEW.seq >> 12, nextval('audit.batch_no')), NEW.at, decode(md5(random()::text), 'hex'), NEW.event_id,
                NEW.event_id, ARRAY[NEW.event_id], ARRAY[NEW.stage], ARRAY[NEW.at], ARRAY[NEW.tenant_id], ARRAY[NEW.actor],
                ARRAY[NEW.decision], ARRAY[NEW.integration_id], ARRAY[NEW.operation], ARRAY[NEW.canonical], NEW.leaf_hash,
                ARRAY[NEW.salt], ARRAY[NEW.person], ARRAY[NEW.address]);
        RETURN NEW;
    END IF;
    UPDATE audit.batch b SET records = (
           SELECT coalesce(array_agg(audit.whole(r, (SELECT c FROM unnest(b.records) WITH ORDINALITY AS u(c, p)
                                                      WHERE substring(c FOR 1) <> '\x01'::bytea
                                                        AND substring(int4send(octet_length(c)) FROM 3) = substring(r FROM 2 FOR 2)
                                                      ORDER BY p LIMIT 1)) ORDER BY place), '{}')
             FROM unnest(b.records) WITH ORDINALITY AS v(r, place))
     WHERE no = OLD.seq >> 12;
    FOR i IN SELECT array_position(b.event_ids, OLD.event_id) FROM audit.batch b
              WHERE b.no = OLD.seq >> 12 AND OLD.event_id = ANY (b.event_ids) LOOP
        IF TG_OP = 'UPDATE' THEN
            UPDATE audit.batch SET event_ids[i] = NEW.event_id, stages[i] = NEW.stage, tenants[i] = NEW.tenant_id,
                   records[i] = NEW.canonical, salts[i] = NEW.salt, leaf_hashes =
                       substring(leaf_hashes FOR (i - 1) * 32) || NEW.leaf_hash || substring(leaf_hashes FROM i * 32 + 1)
             WHERE no = OLD.seq >> 12 AND event_ids[i] = OLD.event_id;
        ELSE
            UPDATE audit.batch SET event_ids = event_ids[:i - 1] || event_ids[i + 1:], stages = stages[:i - 1] || stages[i + 1:],
                   ats = ats[:i - 1] || ats[i + 1:], tenants = tenants[:i - 1] || tenants[i + 1:],
                   actors = actors[:i - 1] || actors[i + 1:], decisions = decisions[:i - 1] || decisions[i + 1:],
                   integrations = integrations[:i - 1] || integrations[i + 1:],
                   operations = operations[:i - 1] || operations[i + 1:], records = records[:i - 1] || records[i + 1:],
                   leaf_hashes = substring(leaf_hashes FOR (i - 1) * 32) || substring(leaf_hashes FROM i * 32 + 1),
                   salts = salts[:i - 1] || salts[i + 1:], persons = persons[:i - 1] || persons[i + 1:],
                   addresses = addresses[:i - 1] || addresses[i + 1:]
             WHERE no = OLD.seq >> 12 AND event_ids[i] = OLD.event_id;
        END IF;
    END LOOP;
    RETURN CASE WHEN TG_OP = 'UPDATE' THEN NEW ELSE OLD END;
END $$;
CREATE OR REPLACE TRIGGER by_hand INSTEAD OF INSERT OR UPDATE OR DELETE ON audit.event
    FOR EACH ROW EXECUTE FUNCTION audit.change_event();

CREATE OR REPLACE FUNCTION audit.change_leaf() RETURNS trigger LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE
    p audit.leaves;
    i int;
BEGIN
    SELECT * INTO p FROM audit.leaves WHERE first_leaf <= OLD.leaf_index AND first_leaf + size > OLD.leaf_index;
    i := OLD.leaf_index - p.first_leaf + 1;
    IF TG_OP = 'UPDATE' THEN
        UPDATE audit.leaves SET event_ids[i] = NEW.event_id, stages[i] = NEW.stage, tenants[i] = NEW.tenant_id, hashes =
                   substring(hashes FOR (i - 1) * 32) || NEW.leaf_hash || substring(hashes FROM i * 32 + 1)
         WHERE first_leaf = p.first_leaf;
        RETURN NEW;
    END IF;
    DELETE FROM audit.leaves WHERE first_leaf = p.first_leaf;
    IF i > 1 THEN
        INSERT INTO audit.leaves VALUES (p.first_leaf, i - 1, p.no, p.at, p.first_id, p.last_id, p.event_ids[:i - 1],
               p.stages[:i - 1], p.ats[:i - 1], p.tenants[:i - 1], substring(p.hashes FOR (i - 1) * 32));
    END IF;
    IF i < p.size THEN
        INSERT INTO audit.leaves VALUES (p.first_leaf + i, p.size - i, p.no, p.at, p.first_id, p.last_id, p.event_ids[i + 1:],
               p.stages[i + 1:], p.ats[i + 1:], p.tenants[i + 1:], substring(p.hashes FROM i * 32 + 1));
    END IF;
    RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER by_hand INSTEAD OF UPDATE OR DELETE ON audit.leaf
    FOR EACH ROW EXECUTE FUNCTION audit.change_leaf();
