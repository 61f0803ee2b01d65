-- Deliveries of a transactional service. Applied in each service's own schema.

-- An event that a consumer has handled. The row is written in the transaction of its effect.
create table inbox (
  consumer text not null,
  event_id uuid not null,
  at timestamptz not null default now(),
  primary key (consumer, event_id)
);
create index inbox_at on inbox using brin (at);

-- An event this service caused. Kept 30 days after publishing, so that a redrive can complete a broken chain.
create table outbox (
  position bigint generated always as identity primary key,
  id uuid not null unique,
  cause_id uuid,
  stream text not null,
  subject text not null,
  redrive integer not null default 0,
  body text not null,
  created_at timestamptz not null default now(),
  published_at timestamptz,
  generation text
);
create index outbox_unpublished on outbox (position) where published_at is null;
create index outbox_cause on outbox (cause_id);
create index outbox_created on outbox using brin (created_at);

-- How often a redelivered event was tried. Rows are written before the try and removed when it succeeds.
create table attempt (
  consumer text not null,
  event_id uuid not null,
  attempts integer not null,
  last_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
