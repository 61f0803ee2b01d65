-- People and statuses. Rows that tubepost.yaml declares follow the file.

create table organisation (
  id text primary key default 'organisation' check (id = 'organisation'),
  settings jsonb not null
);

create table person (
  id text primary key,
  name text not null,
  time_zone text not null,
  locale text not null,
  role text not null,
  declared boolean not null
);

create table address (
  address text primary key,
  person_id text not null references person on delete cascade,
  position integer not null
);
create index address_person on address (person_id);

create table status (
  id text primary key,
  name text not null,
  type text not null,
  due text not null check (due in ('optional', 'required', 'forbidden')),
  position integer not null,
  declared boolean not null
);

create table alias (
  status_id text not null references status on delete cascade,
  position integer not null,
  alias text not null,
  primary key (status_id, position)
);

-- One row per person. (ordered_at, ordered_by) is the place of what is shown in the order of mails: nothing older
-- overwrites it.
create table current_status (
  person_id text primary key references person on delete cascade,
  status_id text not null,
  status text not null,
  type text not null,
  due_back timestamptz,
  comment text,
  since timestamptz not null,
  ordered_at timestamptz not null,
  ordered_by uuid not null
);

-- Append-only: what each intent asked for, also when it came too late to be shown. The person may be gone meanwhile.
create table history (
  event_id uuid primary key,
  person_id text not null,
  status text not null,
  due_back timestamptz,
  comment text,
  at timestamptz not null,
  mail_id uuid not null,
  superseded boolean not null,
  fingerprint text not null,
  unique (person_id, fingerprint)
);
create index history_person on history (person_id, at desc);
