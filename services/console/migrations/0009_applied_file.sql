-- The set-up that was applied last, for people who look at it and for what differs from it. No secret stands in it: passwords are
-- named by their places, and the text has no comments.
create table applied_file (
  id boolean primary key default true check (id),
  applied_at timestamptz not null,
  -- Null where the set-up was made without a file, or is too long to be shown.
  written text,
  people jsonb not null,
  statuses jsonb not null,
  mailboxes jsonb not null
);
