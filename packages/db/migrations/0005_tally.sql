-- Counts that are kept by the transactions that change what is counted. Each adds rows, so that none waits for another; the
-- amounts of one name add up to its count. Now and then they are folded into one row.
create table tally (
  counted text not null,
  amount bigint not null
);

-- When all was last counted anew, and by how much that differed from the counts that were kept.
create table recount (
  id boolean primary key default true check (id),
  at timestamptz not null,
  difference bigint not null
);
