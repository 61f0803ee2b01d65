-- Signing in: passwords, sessions and links of people, by their ids in the set-up. Of each secret only a digest stands here:
-- Argon2id of a password, SHA-256 of what is random.
create table password (
  person_id text primary key,
  hash text not null,
  changed_at timestamptz not null default now(),
  -- When the person was first seen to be in the set-up no longer.
  missing_since timestamptz
);

create table session (
  id uuid primary key default gen_random_uuid(),
  digest bytea not null unique,
  person_id text not null,
  how text not null check (how in ('password', 'link', 'oidc')),
  -- Where from, so that people know their own again.
  address text not null,
  browser text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  ends_at timestamptz not null
);
create index session_person on session (person_id);

create table sign_in_link (
  digest bytea primary key,
  person_id text not null,
  -- For the first administrator: of no use once one has a password.
  is_first boolean not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- A browser that somebody has signed in with; nobody else's tries keep it waiting.
create table known_browser (
  digest bytea not null,
  person_id text not null,
  last_used_at timestamptz not null default now(),
  primary key (digest, person_id)
);

-- Failures of one account, one network or one known browser, and when the next try may come.
create table sign_in_try (
  key text primary key,
  failures integer not null,
  last_at timestamptz not null default now(),
  next_at timestamptz not null
);

-- The part of the set-up that is about the console.
create table setting (
  id boolean primary key default true check (id),
  hosts text[] not null,
  trusted_proxies text[] not null,
  -- Providers of OpenID Connect; in place of a secret, where it is kept.
  oidc jsonb not null
);

-- An account at a provider is its issuer and subject. An address may become somebody else's, these do not.
create table oidc_binding (
  issuer text not null,
  subject text not null,
  person_id text not null,
  bound_at timestamptz not null default now(),
  primary key (issuer, subject),
  -- A person has one account at each.
  unique (issuer, person_id)
);

-- Every change that somebody was let through to, before it is made; the outcome follows.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  -- A person, or a token that is nobody's.
  who text not null,
  by text not null,
  -- Id of the session or the token.
  credential text not null,
  what text not null,
  target text not null,
  -- The status of the answer; null where the console ended before it was known.
  status integer,
  before jsonb,
  after jsonb
);
create index audit_at on audit (at);
create index audit_who on audit (who, id);

create function audit_stays() returns trigger language plpgsql as $$
begin
  if old.status is not null
    or (new.id, new.at, new.who, new."by", new.credential, new.what, new.target)
      is distinct from (old.id, old.at, old.who, old."by", old.credential, old.what, old.target)
  then
    raise exception 'an entry of the audit is never changed';
  end if;
  return new;
end
$$;
create trigger audit_stays before update on audit for each row execute function audit_stays();
