-- A mail's row is written anew when it is settled; its texts never are, and theirs are the dearest indexes. So they stand in a
-- table of their own, which retention empties.
create table mail_head (
  mail_id uuid primary key,
  message_id text,
  sender text,
  subject text
);
insert into mail_head (mail_id, message_id, sender, subject)
  select mail_id, message_id, sender, subject from mail where subject is not null order by received_at;
create index mail_head_message_id on mail_head (message_id);
create index mail_head_words on mail_head using gin (sender public.gin_trgm_ops, subject public.gin_trgm_ops);
create index mail_head_short_words on mail_head using gin (words_of(sender), words_of(subject));
-- Their indexes go with them.
alter table mail drop column message_id, drop column sender, drop column subject;
