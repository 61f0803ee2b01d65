-- As in the inbox: deleted rows make room anywhere in the table.
drop index mail_event_at;
create index mail_event_at on mail_event (at);

-- The ledger deletes no row, so a range of blocks is of one time: recent mails are found by it when a stream has begun anew.
create index mail_taken on mail using brin (taken_at);
