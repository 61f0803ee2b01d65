-- A mail refers to its bytes by its claim on them, blob.claim, under the owner `fetcher/<mail_id>`. The column body_sha256 is
-- written by fetchers of the version before alone, which know nothing of claims; what they write is followed by these triggers.
create function claim_body() returns trigger language plpgsql security definer set search_path from current as $$
begin
  insert into blob.claim (sha256, owner) select sha256, 'fetcher/' || new.mail_id from blob.blob
    where sha256 = new.body_sha256 on conflict do nothing;
  return null;
end
$$;
create trigger body_referred after insert on mail
  for each row when (new.body_sha256 is not null) execute function claim_body();

create function release_body() returns trigger language plpgsql security definer set search_path from current as $$
begin
  delete from blob.claim where owner = 'fetcher/' || old.mail_id;
  return null;
end
$$;
create trigger body_dropped after update of body_sha256 on mail
  for each row when (old.body_sha256 is not null and new.body_sha256 is null) execute function release_body();

insert into blob.claim (sha256, owner)
  select sha256, 'fetcher/' || mail_id from mail join blob.blob on sha256 = body_sha256 on conflict do nothing;
-- The mails of these are older than the retention. Those that a fetcher is writing again at this moment stay.
with gone as materialized (
  select sha256 from blob.blob b where not exists (select from blob.claim c where c.sha256 = b.sha256)
  for update skip locked
), removed as (
  delete from blob.blob b using gone where b.sha256 = gone.sha256 returning content, place
)
insert into blob.unclaimed (content, place) select content, place from removed;
