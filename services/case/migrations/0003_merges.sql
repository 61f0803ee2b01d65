-- Cases that were merged into another. Lines and keys move there, and remember where they came from; participants, relations and
-- history stay and are read together, since of two rows that were made one nobody could tell again whose they were.

-- The case into which this one was merged, and what undoing that gives back (decide-merge.ts).
alter table record
  add column merged_into uuid references record on delete cascade,
  add column before_merge jsonb;
create index record_merged on record (merged_into) where merged_into is not null;

-- The case to which it came first; null where it is there yet. Without a reference, for which tables of this size would be read.
alter table entry add column merged_from uuid;
alter table thread_key add column merged_from uuid;
