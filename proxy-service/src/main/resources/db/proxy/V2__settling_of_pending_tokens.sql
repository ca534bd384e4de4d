-- Pending tokens know the credential whose database has their row, and when their outcome was last asked for.
ALTER TABLE proxy.token ADD COLUMN credential_id text, ADD COLUMN last_tried timestamptz;
GRANT UPDATE (last_tried) ON proxy.token TO ${app_role};
