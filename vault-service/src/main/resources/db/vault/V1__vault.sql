-- The control plane's tables. The owner role makes and changes them; the service's role may read and write rows only.

CREATE TABLE vault.tenant (
    tenant_id   text PRIMARY KEY,
    name        text NOT NULL,
    state       text NOT NULL CHECK (state IN ('active', 'locked', 'deleted')),
    kms_key_ref text NOT NULL,
    kms_key_made boolean NOT NULL,
    created_at  timestamptz NOT NULL,
    created_by  text NOT NULL
);

-- Public unsealing keys, each with the signature of the proxy's identity key, which is checked at every use.
CREATE TABLE vault.unsealing_key (
    kem_key_id      text PRIMARY KEY,
    tenant_id       text NOT NULL REFERENCES vault.tenant,
    public_key      bytea NOT NULL CHECK (octet_length(public_key) = 1184),
    signature       bytea NOT NULL CHECK (octet_length(signature) = 3309),
    identity_key_id text NOT NULL,
    state           text NOT NULL CHECK (state IN ('active', 'retired')),
    created_at      timestamptz NOT NULL
);
CREATE UNIQUE INDEX unsealing_key_active ON vault.unsealing_key (tenant_id) WHERE state = 'active';

CREATE TABLE vault.api_key (
    key_id         text PRIMARY KEY,
    tenant_id      text NOT NULL REFERENCES vault.tenant,
    name           text NOT NULL,
    live           boolean NOT NULL,
    state          text NOT NULL CHECK (state IN ('active', 'revoked', 'deleted')),
    scopes         text NOT NULL,
    integrations   text,
    operations     text,
    allowed_ips    text,
    expires_at     timestamptz,
    kem_key_id     text NOT NULL UNIQUE,
    kem_public_key bytea NOT NULL CHECK (octet_length(kem_public_key) = 1184),
    hmac_key_id    text NOT NULL UNIQUE,
    hmac_record    bytea,
    created_at     timestamptz NOT NULL,
    created_by     text NOT NULL,
    rotated_at     timestamptz
);
CREATE INDEX api_key_by_tenant ON vault.api_key (tenant_id, key_id DESC);

CREATE TABLE vault.api_key_secret (
    secret_id     text PRIMARY KEY,
    key_id        text NOT NULL REFERENCES vault.api_key,
    secret_sha256 bytea NOT NULL CHECK (octet_length(secret_sha256) = 32),
    not_after     timestamptz,
    created_at    timestamptz NOT NULL
);
CREATE INDEX api_key_secret_by_key ON vault.api_key_secret (key_id);

CREATE TABLE vault.credential (
    credential_id   text PRIMARY KEY,
    tenant_id       text NOT NULL REFERENCES vault.tenant,
    name            text NOT NULL,
    credential_type text NOT NULL,
    version         integer NOT NULL CHECK (version > 0),
    state           text NOT NULL CHECK (state IN ('active', 'deleted')),
    metadata        text,
    created_at      timestamptz NOT NULL,
    created_by      text NOT NULL,
    rotated_at      timestamptz,
    last_used_at    timestamptz,
    expires_at      timestamptz,
    deleted_at      timestamptz
);
CREATE INDEX credential_by_tenant ON vault.credential (tenant_id, credential_id DESC);

-- Sealed records. The row outlives its record: erasure takes the record (slots and ciphertext) and keeps the fact.
CREATE TABLE vault.credential_version (
    credential_id text NOT NULL REFERENCES vault.credential,
    version       integer NOT NULL CHECK (version > 0),
    record        bytea,
    record_sha512 bytea NOT NULL CHECK (octet_length(record_sha512) = 64),
    kem_key_id    text NOT NULL,
    kms_key_ref   text NOT NULL,
    sealed_at     timestamptz NOT NULL,
    sealed_by     text NOT NULL,
    keep_until    timestamptz,
    erased_at     timestamptz,
    PRIMARY KEY (credential_id, version)
);
CREATE INDEX credential_version_due ON vault.credential_version (keep_until) WHERE record IS NOT NULL;

CREATE TABLE vault.integration (
    integration_id             text PRIMARY KEY,
    tenant_id                  text NOT NULL REFERENCES vault.tenant,
    name                       text NOT NULL,
    system_type                text NOT NULL CHECK (system_type IN ('postgres')),
    credential_id              text NOT NULL REFERENCES vault.credential,
    read_replica_credential_id text REFERENCES vault.credential,
    allowed_operations         text NOT NULL,
    limits                     text NOT NULL,
    policy                     text,
    policy_version             integer NOT NULL,
    tokenization               text,
    state                      text NOT NULL CHECK (state IN ('active', 'revoked', 'deleted')),
    created_at                 timestamptz NOT NULL,
    created_by                 text NOT NULL,
    changed_at                 timestamptz
);
CREATE INDEX integration_by_tenant ON vault.integration (tenant_id, integration_id DESC);
CREATE INDEX integration_by_credential ON vault.integration (credential_id);

-- What proxies are told, signed when it is written. Seq is drawn under a transaction lock, so its order is commit order.
CREATE SEQUENCE vault.change_seq;
CREATE TABLE vault.grant_entry (
    kind          text NOT NULL CHECK (kind IN ('tenant', 'api_key', 'integration')),
    entity_id     text NOT NULL,
    tenant_id     text NOT NULL,
    seq           bigint NOT NULL,
    state         text NOT NULL CHECK (state IN ('active', 'revoked', 'locked', 'deleted')),
    grant_bytes   bytea NOT NULL,
    signature     bytea NOT NULL CHECK (octet_length(signature) = 3309),
    sealer_key_id text NOT NULL,
    PRIMARY KEY (kind, entity_id)
);
CREATE TABLE vault.change_log (
    seq       bigint PRIMARY KEY,
    kind      text NOT NULL,
    entity_id text NOT NULL,
    tenant_id text NOT NULL,
    at        timestamptz NOT NULL
);

-- People of the embedded issuer.
CREATE TABLE vault.person (
    person_id      text PRIMARY KEY,
    tenant_id      text REFERENCES vault.tenant,
    email          text NOT NULL UNIQUE,
    password_hash  text NOT NULL,
    role           text NOT NULL,
    platform_admin boolean NOT NULL,
    state          text NOT NULL CHECK (state IN ('active', 'disabled')),
    created_at     timestamptz NOT NULL
);
CREATE TABLE vault.refresh_token (
    token_id     text PRIMARY KEY CHECK (length(token_id) = 64),
    family_id    text NOT NULL,
    person_id    text NOT NULL REFERENCES vault.person,
    issued_at    timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    revoked_at   timestamptz
);
CREATE INDEX refresh_token_family ON vault.refresh_token (family_id);

-- Answers of writing calls by the caller's own key, encrypted, for a day.
CREATE TABLE vault.idempotency (
    name           text PRIMARY KEY CHECK (length(name) = 64),
    request_mac bytea NOT NULL CHECK (octet_length(request_mac) = 64),
    status         integer NOT NULL,
    sealed_answer  bytea NOT NULL,
    created_at     timestamptz NOT NULL
);
CREATE INDEX idempotency_by_age ON vault.idempotency (created_at);

GRANT USAGE ON SCHEMA vault TO ${app_role};
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA vault TO ${app_role};
GRANT DELETE ON vault.api_key_secret, vault.refresh_token, vault.idempotency TO ${app_role};
REVOKE UPDATE ON vault.change_log FROM ${app_role};
GRANT USAGE ON SEQUENCE vault.change_seq TO ${app_role};
