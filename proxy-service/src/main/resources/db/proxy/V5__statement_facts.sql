-- What was decided about statements, by fingerprint and day: names and kinds, never a text in clear and no constant.
-- A text stands here only where its integration opts in, sealed under the tenant's token key.
CREATE TABLE proxy.statement_facts (
    tenant_id       text NOT NULL,
    integration_id  text NOT NULL,
    day             date NOT NULL,
    fingerprint     text NOT NULL,
    variant         text NOT NULL,
    purpose         text NOT NULL,
    kind            text NOT NULL,
    risk            text NOT NULL,
    decision        text NOT NULL,
    rules           text[] NOT NULL,
    policy_version  bigint NOT NULL,
    observed        boolean NOT NULL,
    facts           text NOT NULL CHECK (octet_length(facts) <= 32768),
    seen            bigint NOT NULL CHECK (seen > 0),
    first_seen      timestamptz NOT NULL,
    last_seen       timestamptz NOT NULL,
    text_key_id     text REFERENCES proxy.token_key (key_id),
    text_nonce      bytea CHECK (octet_length(text_nonce) = 12),
    text_ciphertext bytea,
    PRIMARY KEY (integration_id, day, fingerprint, variant),
    CHECK ((text_key_id IS NULL) = (text_nonce IS NULL) AND (text_key_id IS NULL) = (text_ciphertext IS NULL))
);
CREATE INDEX statement_facts_by_day ON proxy.statement_facts (day);

GRANT SELECT, INSERT, DELETE ON proxy.statement_facts TO ${app_role};
GRANT UPDATE (seen, first_seen, last_seen, text_key_id, text_nonce, text_ciphertext) ON proxy.statement_facts TO ${app_role};
