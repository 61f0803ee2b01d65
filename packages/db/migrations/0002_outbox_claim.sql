-- Until when a sweeper has the row in hand, so that no row is locked while the broker is asked.
alter table outbox add column claimed_until timestamptz;
