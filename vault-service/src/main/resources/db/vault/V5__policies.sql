-- Policies of the SQL guard. A version is written once and never changed; a policy's row says which one is current.
CREATE TABLE vault.policy (
    policy_id  text PRIMARY KEY,
    tenant_id  text NOT NULL REFERENCES vault.tenant,
    name       text NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    state      text NOT NULL CHECK (state IN ('active', 'deleted')),
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    changed_at timestamptz
);
CREATE INDEX policy_by_tenant ON vault.policy (tenant_id, policy_id DESC);

CREATE TABLE vault.policy_version (
    policy_id  text NOT NULL REFERENCES vault.policy,
    version    integer NOT NULL CHECK (version > 0),
    document   text NOT NULL,
    digest     text NOT NULL CHECK (length(digest) = 64),
    restores   integer CHECK (restores < version),
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (policy_id, version)
);

-- An integration has a document of its own (policy), or uses a stored policy: its current version, or a pinned one.
ALTER TABLE vault.integration
    ADD COLUMN policy_id       text REFERENCES vault.policy,
    ADD COLUMN policy_pin      integer,
    ADD COLUMN sql_text_opt_in boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT integration_policy_pin FOREIGN KEY (policy_id, policy_pin) REFERENCES vault.policy_version,
    ADD CONSTRAINT integration_one_policy CHECK (policy IS NULL OR policy_id IS NULL),
    ADD CONSTRAINT integration_pin_of_a_policy CHECK (policy_pin IS NULL OR policy_id IS NOT NULL);
CREATE INDEX integration_by_policy ON vault.integration (policy_id) WHERE policy_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE ON vault.policy TO ${app_role};
GRANT SELECT, INSERT ON vault.policy_version TO ${app_role};
