-- Codes of what was read with doubt in the mail that set the standing.
alter table current_status add column warnings text[] not null default '{}';
