-- Replies and how they ended. One row per answered mail: a mail causes one automatic reply at most.

create table reply (
  reply_id uuid primary key,
  mail_id uuid not null unique,
  mailbox_id text not null,
  kind text not null check (kind in ('acknowledgement', 'answer', 'error')),
  -- The reply.requested event, for the events that follow from it.
  request jsonb not null,
  recipient text not null,
  recipient_key text not null,
  message_id text not null,
  subject text not null,
  raw bytea not null,
  -- queued -> claimed -> in_data -> sent; or failed, held, unknown. See docs/delivery.md, "Sending".
  state text not null check (state in ('queued', 'claimed', 'in_data', 'sent', 'failed', 'held', 'unknown')),
  brake text,
  attempts integer not null default 0,
  next_at timestamptz not null default now(),
  claimed_until timestamptz,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  result text
);
create index reply_due on reply (next_at) where state = 'queued';
create index reply_claimed on reply (claimed_until) where state in ('claimed', 'in_data');
create index reply_recipient on reply (recipient_key, created_at);
