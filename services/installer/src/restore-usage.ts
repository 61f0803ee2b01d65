export const RESTORE_USAGE =
  'restore --to TIME: the time that PostgreSQL was put back to, RFC 3339, as 2026-11-25T13:05:00Z'
