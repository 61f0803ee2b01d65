-- How often an operator had the mail handled again. A settlement counts for the round that it belongs to.
-- With a new round taken_at begins anew: from then on the mail is in hand again.
alter table mail add column round integer not null default 0;
