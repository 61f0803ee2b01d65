-- Tokens of the API besides the administrator's. Only their SHA-256 stands here; they are random, so that is enough.
create table api_token (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  digest bytea not null unique,
  scopes text[] not null,
  -- The person for whom it acts when it sets a status; null: for nobody in particular.
  person_id text,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz
);
