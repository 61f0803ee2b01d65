-- How often the mail was requeued: the settlement of this round is the one that counts.
alter table mail add column round integer not null default 0;
