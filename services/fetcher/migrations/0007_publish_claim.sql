-- Until when a replica has the mail in hand to publish it again, so that no row is locked while the broker is asked.
alter table mail add column claimed_until timestamptz;
