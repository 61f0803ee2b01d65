-- Mailboxes that are not declared in the file are made over HTTP.
alter table mailbox
  -- As a person has written it, without its password; null in a row from before, until the file is applied again.
  add column entry jsonb,
  -- AES-256-GCM, see packages/service/src/sealed-secret.ts. The password of a declared mailbox is not in the
  -- database.
  add column sealed_password text,
  -- The last request to look for mails since a date, and its result.
  add column rescan jsonb;
