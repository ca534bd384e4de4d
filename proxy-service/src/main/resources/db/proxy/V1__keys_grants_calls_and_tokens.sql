-- The schema proxy. Its owner runs these migrations; the service connects as ${app_role}, which may do no more than is granted here.

GRANT USAGE ON SCHEMA proxy TO ${app_role};

-- Identity and response signing keys: seeds are wrapped by the KMS (purpose = signing-key) and open with kms:Decrypt only.
CREATE TABLE proxy.own_key (
    key_id            text PRIMARY KEY,
    purpose           text NOT NULL CHECK (purpose IN ('identity', 'response')),
    public_key        bytea NOT NULL CHECK (octet_length(public_key) = 1952),
    kms_key_ref       text NOT NULL,
    wrapped_seed      bytea NOT NULL,
    not_before        bigint NOT NULL DEFAULT 0,
    not_after         bigint NOT NULL DEFAULT 9223372036854775807,
    delegation        bytea,
    imported_at       timestamptz NOT NULL DEFAULT now(),
    CHECK ((purpose = 'response') = (delegation IS NOT NULL))
);

-- Keys that are only trusted: the root key and the vault's sealing keys.
CREATE TABLE proxy.trusted_key (
    key_id            text PRIMARY KEY,
    purpose           text NOT NULL CHECK (purpose IN ('root', 'sealer')),
    public_key        bytea NOT NULL CHECK (octet_length(public_key) = 1952),
    imported_at       timestamptz NOT NULL DEFAULT now()
);

-- Tenants' unsealing keys: the seed is wrapped under the tenant's own KMS key (purpose = kem-seed).
CREATE TABLE proxy.unsealing_key (
    kem_key_id        text PRIMARY KEY,
    tenant_id         text NOT NULL,
    kms_key_ref       text NOT NULL,
    public_key        bytea NOT NULL CHECK (octet_length(public_key) = 1184),
    wrapped_seed      bytea NOT NULL,
    is_current        boolean NOT NULL,
    created_at        timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX unsealing_key_one_current ON proxy.unsealing_key (tenant_id) WHERE is_current;

-- The highest sequence number seen of every granted thing: an older row of the vault is refused.
CREATE TABLE proxy.seen_seq (
    kind              text NOT NULL,
    id                text NOT NULL,
    issued_seq        bigint NOT NULL,
    PRIMARY KEY (kind, id)
);

-- Calls with an Idempotency-Key that write: claimed before the effect, finished with the envelope's bytes.
CREATE TABLE proxy.idempotent_call (
    api_key_id        text NOT NULL,
    idempotency_key   text NOT NULL,
    request_digest    bytea NOT NULL CHECK (octet_length(request_digest) = 64),
    envelope          bytea,
    claimed_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (api_key_id, idempotency_key)
);
CREATE INDEX idempotent_call_by_age ON proxy.idempotent_call (claimed_at);

-- Tenants' token keys: 32 bytes, wrapped under the tenant's KMS key (purpose = token-key).
CREATE TABLE proxy.token_key (
    key_id            text PRIMARY KEY,
    tenant_id         text NOT NULL UNIQUE,
    kms_key_ref       text NOT NULL,
    wrapped_key       bytea NOT NULL,
    created_at        timestamptz NOT NULL DEFAULT now()
);

-- Tokens. Pending ones belong to a row that is being inserted; customer_xid says in which transaction of the customer's database.
CREATE TABLE proxy.token (
    token_id          text PRIMARY KEY,
    tenant_id         text NOT NULL,
    data_type         text NOT NULL,
    key_id            text NOT NULL REFERENCES proxy.token_key (key_id),
    nonce             bytea NOT NULL CHECK (octet_length(nonce) = 12),
    ciphertext        bytea NOT NULL,
    is_pending        boolean NOT NULL,
    integration_id    text,
    customer_xid      text,
    created_at        timestamptz NOT NULL DEFAULT now(),
    CHECK (NOT is_pending OR (customer_xid IS NOT NULL AND integration_id IS NOT NULL))
);
CREATE INDEX token_pending ON proxy.token (created_at) WHERE is_pending;

GRANT SELECT, INSERT ON proxy.own_key, proxy.trusted_key TO ${app_role};
GRANT SELECT, INSERT, UPDATE (is_current) ON proxy.unsealing_key TO ${app_role};
GRANT SELECT, INSERT, UPDATE (issued_seq) ON proxy.seen_seq TO ${app_role};
GRANT SELECT, INSERT, UPDATE (envelope), DELETE ON proxy.idempotent_call TO ${app_role};
GRANT SELECT, INSERT ON proxy.token_key TO ${app_role};
GRANT SELECT, INSERT, UPDATE (is_pending), DELETE ON proxy.token TO ${app_role};
