-- Answers that people write on a case. The id of the line is that of the answer; it waits until it can be undone no more. A report
-- that one was not delivered is a line as well, and a mail.

alter table entry
  drop constraint entry_kind_check,
  add constraint entry_kind_check check (kind in ('mail', 'reply', 'bounce', 'note', 'change')),
  add column delivery text check (delivery in ('waiting', 'queued', 'held', 'sent', 'failed', 'unknown', 'bounced')),
  add column delivery_detail text,
  add column send_at timestamptz;
create index entry_waiting on entry (send_at) where delivery = 'waiting';
