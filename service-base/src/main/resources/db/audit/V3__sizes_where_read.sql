-- Sizes are looked at where rows are read, which the check never spared: PostgreSQL takes a check's text apart for every
-- insert, a tenth of what a batch of events cost it.

ALTER TABLE audit.event DROP CONSTRAINT event_sizes;
