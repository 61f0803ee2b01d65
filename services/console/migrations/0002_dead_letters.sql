-- A dead letter is what a service could not do with one event; it has one row, however often that event dies.
alter table dead_letter
  -- The event that was given up; the letter's own id where what came was no event.
  add column given_up_id uuid,
  add column state text not null default 'open' check (state in ('open', 'redriven', 'discarded')),
  -- How often the event died, and how often an operator sent it round again.
  add column deaths integer not null default 1,
  add column redrives integer not null default 0,
  add column changed_at timestamptz;
update dead_letter set changed_at = at, given_up_id = case
  when data->'event'->>'id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (data->'event'->>'id')::uuid
  else event_id end;
delete from dead_letter old using dead_letter newer
  where old.service = newer.service and old.given_up_id = newer.given_up_id
    and (old.at, old.event_id) < (newer.at, newer.event_id);
alter table dead_letter alter column given_up_id set not null, alter column changed_at set not null;
create unique index dead_letter_given_up on dead_letter (service, given_up_id);
create index dead_letter_open on dead_letter (mail_id) where state = 'open';
