-- Content-addressed bytes: bodies, attachments and raw originals. In chunks, so that neither side ever holds a whole one.

create table blob (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null,
  media_type text not null,
  content uuid not null unique,
  at timestamptz not null default now()
);

create table chunk (
  content uuid not null,
  position integer not null,
  bytes bytea not null,
  primary key (content, position)
);
alter table chunk alter column bytes set storage external;
