-- The fetcher's book of every mail the servers gave us, which is also its outbox.

create table mailbox (
  id text primary key,
  record jsonb not null,
  source jsonb not null,
  declared boolean not null
);

-- The present reader of a mailbox. The clock is the database's. Every write to the ledger names the epoch it was
-- granted.
create table lease (
  mailbox_id text primary key references mailbox on delete cascade,
  owner text not null,
  epoch bigint not null,
  expires_at timestamptz not null
);

-- One life of one folder of one account. UIDs mean something only within it (RFC 9051 §2.3.1.1).
create table folder_life (
  id bigint generated always as identity primary key,
  mailbox_id text not null,
  account text not null,
  uid_validity text not null,
  -- The mails with UIDs up to this one were there when this life was opened.
  opening_uid bigint not null,
  -- The mails with UIDs up to this one were there before the mailbox was set up.
  backlog_uid bigint not null,
  opened_at timestamptz not null default now(),
  -- When the last good look at all of the folder began.
  looked_at timestamptz,
  unique (mailbox_id, account, uid_validity)
);

-- A message whose header block could not be fetched; after a few tries it is settled as unreadable.
create table fetch_failure (
  life_id bigint not null references folder_life on delete cascade,
  uid bigint not null,
  attempts integer not null default 1,
  last_at timestamptz not null default now(),
  primary key (life_id, uid)
);

create table mail (
  mail_id uuid primary key,
  mailbox_id text not null,
  life_id bigint references folder_life,
  uid bigint,
  fingerprint text not null,
  arrived_at timestamptz not null,
  event text not null,
  redrive integer not null default 0,
  taken_at timestamptz not null default now(),
  -- The broker has it: since when, and at which place of which life of the stream.
  published_at timestamptz,
  generation text,
  sequence bigint,
  -- Its settlement has come back. Independent of published_at: a settlement may overtake it.
  settled_at timestamptz,
  outcome text,
  reason text,
  -- The mailbox has done with the message what its policy says.
  final_at timestamptz,
  final_action text,
  final_attempts integer not null default 0,
  final_next_at timestamptz not null default now(),
  final_problem text,
  -- A copy to the target folder may have been made: look there before making one.
  copy_begun_at timestamptz,
  alarm text,
  unique (life_id, uid)
);
create index mail_fingerprint on mail (mailbox_id, fingerprint);
create index mail_waiting on mail (taken_at) where settled_at is null;
create index mail_to_finalise on mail (mailbox_id, final_next_at) where settled_at is not null and final_at is null;
