-- Where which replica takes mail, and the word by which its greeting is recognised. A row that is not renewed does not count.
create table intake (
  endpoint text not null,
  proof text not null,
  seen_at timestamptz not null default now(),
  primary key (endpoint, proof)
);
