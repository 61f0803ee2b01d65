-- Mailboxes that are not declared in the file are made over HTTP.
alter table mailbox
  -- As a person has written it, without its password; null in a row from before, until the file is applied again.
  add column entry jsonb,
  -- AES-256-GCM, see packages/service/src/sealed-secret.ts. A declared mailbox has its password elsewhere.
  add column sealed_password text,
  -- The last wish to look for mails since a date, and what came of it.
  add column rescan jsonb;
