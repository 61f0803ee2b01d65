-- Effects of the tiny services of the tests. Nothing is unique, so that an effect that happens twice is seen twice.

create table effect (
  event_id uuid not null,
  redrive integer not null,
  at timestamptz not null default now()
);

create table person (id text primary key, name text not null);
