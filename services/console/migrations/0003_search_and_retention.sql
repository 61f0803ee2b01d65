-- Lists are newest first and paged by (arrival, id). A mail whose arrival is not known yet comes last.
create index mail_listed on mail ((coalesce(received_at, '-infinity'::timestamptz)) desc, mail_id desc);
drop index mail_received_at;

-- Raw headers, senders and subjects are personal data. After RETENTION_DAYS the events of a mail go and its row keeps
-- only that it was there and how it ended, so that the books still agree with the fetcher's ledger.
alter table mail add column pruned_at timestamptz;
create index mail_to_prune on mail (settled_at) where pruned_at is null;
