-- A row of the ledger is written anew when its mail is settled and when it is final; its event never is. So the event stands
-- in a table of its own, and what changes with each mail stands in no index but one.
create table mail_event (
  mail_id uuid primary key,
  -- The mail.received event, as JSON; deleted with the mail's bytes some time after the mail is finished.
  event text not null,
  at timestamptz not null default now()
);
insert into mail_event (mail_id, event, at) select mail_id, event, taken_at from mail where event is not null order by taken_at;
create index mail_event_at on mail_event using brin (at);

alter table mail
  -- Something is left to do: the mail waits for its settlement, for an operator, or for what the policy does with its message.
  add column is_open boolean not null default true;
update mail set is_open = false where settled_at is not null and final_at is not null;
drop index mail_waiting, mail_to_finalise, mail_over;
alter table mail drop column event;
create index mail_open on mail (mailbox_id, taken_at) where is_open;

-- Room for the settlement of each row in its own page: no index is written then.
alter table mail set (fillfactor = 70);
