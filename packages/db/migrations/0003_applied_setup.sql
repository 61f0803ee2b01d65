-- Which application of the set-up this service's tables stand at: the service looks for a new one, and tells the others.
create table applied_setup (
  id boolean primary key default true check (id),
  revision bigint not null,
  applied_at timestamptz not null
);
