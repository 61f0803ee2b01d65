-- Every event there was, and from them what became of each mail.

create table event (
  event_id uuid primary key,
  mail_id uuid not null,
  name text not null,
  service text not null,
  mailbox_id text not null,
  at timestamptz not null,
  text text not null,
  data jsonb not null
);
create index event_mail on event (mail_id, at);
create index event_at on event using brin (at);

create table mail (
  mail_id uuid primary key,
  mailbox_id text not null,
  -- Known when the mail.received event, or a settlement that carries them, has come.
  message_id text,
  sender text,
  subject text,
  received_at timestamptz,
  -- The first settlement counts; only failed may be replaced. conflicts counts the others.
  outcome text,
  reason text,
  settled_at timestamptz,
  conflicts integer not null default 0
);
create index mail_message_id on mail (message_id);
create index mail_received_at on mail (received_at desc);

create table reply (
  reply_id uuid primary key,
  mail_id uuid not null,
  state text not null check (state in ('sent', 'failed', 'held', 'unknown'))
);

create table dead_letter (
  event_id uuid primary key,
  mail_id uuid not null,
  service text not null,
  at timestamptz not null,
  data jsonb not null
);
