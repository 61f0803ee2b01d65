-- An event is kept as its JSON text, without the header block of its mail, which the fetcher keeps; its sentence is made when
-- it is read. The columns text and data hold what versions before this one wrote, until the retention has taken it.
alter table event
  alter column text drop not null,
  alter column data drop not null,
  add column body json,
  -- Outcome of a mail.settled: the chart of a day is counted from the index alone.
  add column outcome text;
update event set outcome = data->>'outcome' where name = 'mail.settled' and at > now() - interval '2 days';

-- Rows that retention has deleted make room anywhere in the table, so that blocks hold old and new ones: what is to be found by
-- its time stands in a tree, not in ranges of blocks.
drop index event_at, event_rate;
create index event_at on event (at, name, outcome);
