-- The life of each stream that the rows of this service were last held against. While it goes on, no row is looked at; where
-- it is another, or none is noted, the rows that an earlier life took are published again.
create table stream_life (
  -- The rows that are meant: those of the outbox, or of a service's own table.
  rows text not null,
  stream text not null,
  generation text not null,
  primary key (rows, stream)
);

-- Old rows are found without reading the others.
create index attempt_last on attempt (last_at);
