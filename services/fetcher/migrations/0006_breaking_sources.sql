-- A mailbox is kept as a person wrote it and is completed when it is read, so that a changed preset and a new field
-- of the policy reach the mailboxes made over HTTP as they reach the declared ones. The file is applied again at the
-- start.
delete from mailbox where entry is null;
alter table mailbox
  -- The place of a declared mailbox's password.
  add column password jsonb;
update mailbox set password = source -> 'password' where declared;
alter table mailbox alter column entry set not null, drop column record, drop column source;

-- Not every source numbers its messages. Only for IMAP is the name of a folder's life a UIDVALIDITY.
alter table folder_life rename column uid_validity to life;

-- The numbers that the ledger gave to messages with textual keys (a UIDL, a file's name).
create table message_number (
  mailbox_id text not null,
  account text not null,
  life text not null,
  key text not null,
  uid bigint not null,
  primary key (mailbox_id, account, life, key),
  unique (mailbox_id, account, life, uid)
);

-- Error codes begin with `source/`, whatever the kind of source.
create temporary table renamed_code (old text, new text) on commit drop;
insert into renamed_code values
  ('imap/auth-failed', 'source/auth-failed'),
  ('imap/copy-refused', 'source/copy-refused'),
  ('imap/delete-refused', 'source/delete-refused'),
  ('imap/failed', 'source/failed'),
  ('imap/flag-refused', 'source/flag-refused'),
  ('imap/folder', 'source/folder'),
  ('imap/left-behind', 'source/left-behind'),
  ('imap/move-refused', 'source/move-refused'),
  ('imap/port-refused', 'source/port-refused'),
  ('imap/private-address', 'source/private-address'),
  ('imap/refused', 'source/refused'),
  ('imap/search-failed', 'source/search-failed'),
  ('imap/silent', 'source/silent'),
  ('imap/throttled', 'source/throttled'),
  ('imap/tls-missing', 'source/tls-missing'),
  ('imap/tls-untrusted', 'source/tls-untrusted'),
  ('imap/uid-validity', 'source/renumbered'),
  ('imap/unreachable', 'source/unreachable');
update mailbox set problem = jsonb_set(problem, '{code}', to_jsonb(new)) from renamed_code where problem ->> 'code' = old;
update mail set final_problem = new from renamed_code where final_problem = old;

-- The identity of a mail in its event names no protocol either: a mail from before can still be requeued or published again.
update mail set event = jsonb_set(event::jsonb, '{data,identity}', jsonb_build_object(
    'kind', 'imap',
    'account', event::jsonb #> '{data,identity,account}',
    'life', event::jsonb #> '{data,identity,uidValidity}',
    'key', event::jsonb #> '{data,identity,uid}'))::text
  where event::jsonb #> '{data,identity,uidValidity}' is not null;
