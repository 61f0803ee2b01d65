-- Signs in the first mail of a person that the directory has another language or zone than theirs. Nothing is read by them.
create table suggestion (
  person_id text primary key references person on delete cascade,
  language text,
  utc_offset text,
  mail_id uuid not null,
  at timestamptz not null
);
