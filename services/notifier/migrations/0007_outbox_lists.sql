-- A page of the outbox is read from an index in its order, whatever it is searched by.
create index reply_by_state on reply (state, created_at desc, reply_id);
create index reply_of_mailbox on reply (mailbox_id, created_at desc, reply_id);
create index reply_listed on reply (created_at desc, reply_id);
drop index reply_created;
