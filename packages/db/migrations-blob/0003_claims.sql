-- The owners of the bytes of a blob, who need them. An owner is a service and an id of its own, `fetcher/<mailId>`, and claims bytes in the
-- transaction that refers to them.
create table claim (
  sha256 text not null references blob,
  owner text not null check (owner ~ '^[a-z]+/.'),
  primary key (sha256, owner)
);
create index claim_owner on claim (owner);

-- A blob goes with its last claim, whoever lets go of it; its bytes are then removed as unclaimed ones. The blobs are locked
-- first: a claim that is being made is seen afterwards, as is another that is being let go.
create function remove_unclaimed_blobs() returns trigger language plpgsql security definer
set search_path = blob, pg_temp as $$
begin
  if not exists (select from released) then return null; end if;
  perform from blob where sha256 in (select sha256 from released) order by sha256 for update;
  with gone as (
    delete from blob b using (select distinct sha256 from released) as r
    where b.sha256 = r.sha256 and not exists (select from claim c where c.sha256 = b.sha256)
    returning content, place)
  insert into unclaimed (content, place) select content, place from gone;
  return null;
end
$$;
create trigger claim_released after delete on claim referencing old table as released
  for each statement execute function remove_unclaimed_blobs();
