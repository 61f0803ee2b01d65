-- Rows that were deleted make room anywhere in the table, so that blocks hold old and new ones: what is to be found by its time
-- stands in a tree, not in ranges of blocks.
drop index inbox_at;
create index inbox_at on inbox (at);
