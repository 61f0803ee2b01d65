-- How often an operator had the mail handled again. A settlement counts only for its own round. A new round also sets
-- taken_at: from then on the mail is in hand again.
alter table mail add column round integer not null default 0;
