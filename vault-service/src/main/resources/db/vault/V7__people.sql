-- People that others of their tenant manage.
ALTER TABLE vault.person
    ADD COLUMN created_by text,
    ADD COLUMN changed_at timestamptz;
CREATE INDEX person_by_tenant ON vault.person (tenant_id, person_id DESC);
CREATE INDEX refresh_token_by_person ON vault.refresh_token (person_id);
CREATE INDEX refresh_token_by_end ON vault.refresh_token (expires_at);
