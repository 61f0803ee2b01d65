-- Records, their timelines, and the Message-IDs that lead to them. A case is a record of the built-in object `case`.

create sequence case_number as integer;

-- The fields of the built-in object stand in columns, not in rows of (object, field, key): each list is then one walk along
-- one index, and a mail to a case changes one row instead of one per field. Every index ends with the order of the lists.
create table record (
  id uuid primary key,
  object text not null,
  number integer not null,
  version integer not null,
  subject text not null,
  status text not null check (status in ('new', 'open', 'pending', 'closed')),
  priority text not null check (priority in ('low', 'normal', 'high', 'urgent')),
  requester_name text,
  requester_address text not null,
  requester_key text not null,
  requester_person text,
  assignee text,
  mailbox text not null,
  mailboxes text[] not null,
  mails integer not null,
  files integer not null,
  words tsvector not null,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  unique (object, number)
);
create index record_updated on record (object, updated_at, id);
create index record_status on record (object, status, updated_at, id);
create index record_mailbox on record (object, mailbox, updated_at, id);
create index record_mailbox_status on record (object, mailbox, status, updated_at, id);
create index record_assignee on record (object, assignee, updated_at, id) where assignee is not null;
create index record_assignee_status on record (object, assignee, status, updated_at, id) where assignee is not null;
create index record_assignee_mailbox on record (object, assignee, mailbox, updated_at, id) where assignee is not null;
create index record_requester on record (object, requester_key, updated_at, id);
create index record_words on record using gin (words);

-- One line of a timeline. A mail is on one record.
create table entry (
  id uuid primary key,
  record_id uuid not null references record on delete cascade,
  kind text not null check (kind in ('mail', 'note', 'change')),
  at timestamptz not null,
  actor text not null,
  mail_id uuid unique,
  mailbox text,
  message_id text,
  from_name text,
  from_address text,
  recipients jsonb not null default '{"to": [], "cc": []}',
  subject text,
  text text,
  text_cut boolean not null default false,
  reply text,
  has_html boolean not null default false,
  unread text,
  file_count integer not null default 0,
  trust text,
  verified boolean,
  body_sha256 text,
  body_size bigint,
  changes jsonb not null default '[]'
);
create index entry_record on entry (record_id, at, id);

-- Part of a kept mail: where it stands there, never its bytes.
create table file (
  id uuid primary key,
  entry_id uuid not null references entry on delete cascade,
  position integer not null,
  name text,
  media_type text not null,
  size bigint not null,
  sha256 text not null,
  inline boolean not null,
  content_id text,
  place jsonb not null
);
create index file_entry on file (entry_id, position);

-- The digest of a key (thread-keys.ts), and the record that it leads to. mail_id: the mail on that record that has it; null where
-- mails only mention it. Without a record only within the transaction that claims it.
create table thread_key (
  object text not null,
  hash bytea not null,
  record_id uuid references record on delete cascade,
  mail_id uuid,
  primary key (object, hash)
);
create index thread_key_record on thread_key (record_id);

create table participant (
  record_id uuid not null references record on delete cascade,
  address_key text not null,
  address text not null,
  name text,
  person_id text,
  verified boolean not null,
  primary key (record_id, address_key)
);

create table relation (
  record_id uuid not null references record on delete cascade,
  other_id uuid not null references record on delete cascade,
  why text not null,
  primary key (record_id, other_id, why)
);
create index relation_other on relation (other_id);

-- Append-only: by which change each version came about.
create table history (
  record_id uuid not null references record on delete cascade,
  version integer not null,
  at timestamptz not null,
  actor text not null,
  means text not null check (means in ('mail', 'http')),
  mail_id uuid,
  changes jsonb not null,
  primary key (record_id, version)
);
