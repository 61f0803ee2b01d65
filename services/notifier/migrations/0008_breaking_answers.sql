-- Mails that people write on cases leave by the same way as replies to mails: kind `personal`, without a mail that they answer. A notifier
-- of the version before would take one for a reply, and send it wrongly: it stops.

alter table reply
  alter column mail_id drop not null,
  drop constraint reply_kind_check,
  add constraint reply_kind_check check (kind in ('acknowledgement', 'answer', 'error', 'personal'));
create index reply_personal on reply (created_at) where kind = 'personal';

alter table sending_settings add column answers_per_hour integer not null default 1000;
