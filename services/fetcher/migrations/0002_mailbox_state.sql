-- The result of the last try to read a mailbox, for the administrator and for readiness.
alter table mailbox add column opened_at timestamptz;
alter table mailbox add column problem jsonb;
