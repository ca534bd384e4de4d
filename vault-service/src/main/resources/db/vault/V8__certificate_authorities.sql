-- Certificate authorities that a tenant has uploaded. The vault's sealing key signs the certificates with their id; a
-- row changes once more, when it is deleted.
CREATE TABLE vault.certificate_authority (
    certificate_authority_id text PRIMARY KEY,
    tenant_id                text NOT NULL REFERENCES vault.tenant,
    name                     text NOT NULL,
    pem                      text CHECK (length(pem) <= 65536),
    sha256                   text NOT NULL CHECK (length(sha256) = 64),
    certificates             text NOT NULL,
    expires_at               timestamptz NOT NULL,
    signature                bytea,
    sealer_key_id            text NOT NULL,
    state                    text NOT NULL CHECK (state IN ('active', 'deleted')),
    created_at               timestamptz NOT NULL,
    created_by               text NOT NULL,
    deleted_at               timestamptz,
    CHECK ((state = 'active') = (pem IS NOT NULL)),
    CHECK ((state = 'active') = (signature IS NOT NULL))
);
CREATE INDEX certificate_authority_by_tenant
    ON vault.certificate_authority (tenant_id, certificate_authority_id DESC);

-- Which one was sealed into a version; the certificates themselves are in the sealed record.
ALTER TABLE vault.credential_version
    ADD COLUMN certificate_authority_id text REFERENCES vault.certificate_authority;
CREATE INDEX credential_version_by_authority
    ON vault.credential_version (certificate_authority_id) WHERE certificate_authority_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE (state, pem, signature, deleted_at) ON vault.certificate_authority TO ${app_role};
