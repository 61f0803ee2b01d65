-- How mail is sent, as tubepost.yaml says. The place of the password is stored here, the password is not.
create table sending_settings (
  id boolean primary key default true check (id),
  smtp jsonb,
  replies_per_recipient_per_hour integer not null
);
