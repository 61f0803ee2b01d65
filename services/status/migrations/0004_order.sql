-- At one and the same moment the arrival and the place in the mailbox decide, as one text.
alter table current_status alter column ordered_by type text using ordered_by::text;
