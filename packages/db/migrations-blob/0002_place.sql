-- Where the bytes of a content are: its chunks here, or an object of that name in a bucket.
alter table blob add column place text not null default 'database' check (place in ('database', 'bucket'));

-- Contents that no blob claims: those that are being written, those that were written for nothing, and those of blobs that
-- are gone. A row is there before the first byte and until after the last, so nothing that was left behind is forgotten.
create table unclaimed (
  content uuid primary key,
  place text not null check (place in ('database', 'bucket')),
  at timestamptz not null default now()
);
create index unclaimed_at on unclaimed (at);
