-- The edited words of replies; '' stands for every mailbox, and for every language.
create table template (
  name text not null,
  mailbox_id text not null default '',
  language text not null default '',
  subject text not null,
  text text not null,
  updated_at timestamptz not null default now(),
  primary key (name, mailbox_id, language)
);

alter table reply
  -- The words of the mail, which `raw` holds encoded.
  add column body text not null default '',
  -- Why the built-in words were used instead of the edited ones.
  add column problem text,
  -- Keys of the reply's own subject and of the answered mail's subject: see decide-reply.ts.
  add column subject_key text,
  add column answered_key text,
  -- The answered mail was one of our own replies, or an answer to one.
  add column answers_ours boolean not null default false,
  -- Time of release, by a person or because a server was configured; the reply's age counts from here.
  add column released_at timestamptz,
  drop constraint reply_state_check,
  add constraint reply_state_check
    check (state in ('queued', 'claimed', 'in_data', 'sent', 'failed', 'held', 'unknown', 'discarded'));
create index reply_created on reply (created_at);
create index reply_held on reply (created_at) where state = 'held';

-- Each try to send a reply. `outcome` is null while it runs, and stays null where its sender died.
create table sending (
  reply_id uuid not null references reply on delete cascade,
  number integer not null,
  at timestamptz not null default now(),
  ended_at timestamptz,
  outcome text check (outcome in ('sent', 'refused', 'unreachable', 'lost')),
  code text,
  answer text,
  primary key (reply_id, number)
);

alter table sending_settings add column replies_per_hour integer not null default 2000;
