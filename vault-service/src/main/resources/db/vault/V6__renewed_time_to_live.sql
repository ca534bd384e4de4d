-- How long a credential lives from each sealing: a rotation begins that time anew.
ALTER TABLE vault.credential ADD COLUMN ttl_days integer CHECK (ttl_days > 0);

UPDATE vault.credential
SET ttl_days = greatest(1, round(extract(epoch FROM expires_at - created_at) / 86400)::integer)
WHERE expires_at IS NOT NULL;
