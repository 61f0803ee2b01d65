-- A status can be set without a mail. What was asked over HTTP is no content that could come a second time, so it has no
-- fingerprint either.
alter table history alter column mail_id drop not null;
alter table history alter column fingerprint drop not null;

-- When it was told that the person is not back in time; once for each standing.
alter table current_status add column overdue_at timestamptz;
create index current_status_due on current_status (due_back) where overdue_at is null;

-- For each person, also one who is gone, the last transaction that changed what the board shows.
create table board_change (
  person_id text primary key,
  changed_in xid8 not null
);
create index board_change_order on board_change (changed_in);
