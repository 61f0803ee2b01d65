-- How mail goes out, as tubepost.yaml says. Where the password is to be read stands here, the password does not.
create table sending_settings (
  id boolean primary key default true check (id),
  smtp jsonb,
  replies_per_recipient_per_hour integer not null
);
