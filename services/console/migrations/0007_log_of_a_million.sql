-- A page of the log is read from an index in its order, whatever it is searched by; without these a search for few mails
-- read all of them. The expressions are those of journal-sql.ts.
create index mail_of_mailbox on mail (mailbox_id, (coalesce(received_at, '-infinity'::timestamptz)) desc, mail_id desc);
create index mail_by_outcome on mail (
  (coalesce(outcome, 'waiting')), (coalesce(received_at, '-infinity'::timestamptz)) desc, mail_id desc
);
create index mail_by_reason on mail (reason, (coalesce(received_at, '-infinity'::timestamptz)) desc, mail_id desc)
  where reason is not null;

-- Words are searched anywhere in a text. The extension is a trusted one: it needs no superuser.
create extension if not exists pg_trgm with schema public;
create index mail_words on mail using gin (sender public.gin_trgm_ops, subject public.gin_trgm_ops);
