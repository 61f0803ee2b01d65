-- A mail's header and body are deleted some time after it is finished. The rest stays: it recognises the same mail
-- again, and is counted.
alter table mail alter column event drop not null;
-- The bytes that the event points to, where it came with them.
alter table mail add column body_sha256 text;
update mail set body_sha256 = event::jsonb #>> '{data,body,sha256}' where life_id is null;
create index mail_body on mail (body_sha256) where body_sha256 is not null;
create index mail_over on mail (final_at) where event is not null;
