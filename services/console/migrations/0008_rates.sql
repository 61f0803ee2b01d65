-- Counts of a day are drawn as a chart: these four kinds of events are found by their time, without those between them.
create index event_rate on event (at, name) where name in ('mail.received', 'mail.settled', 'reply.sent', 'reply.failed');
