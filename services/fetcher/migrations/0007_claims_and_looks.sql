-- Until when a replica has the mail in hand to publish it again, so that no row is locked while the broker is asked.
alter table mail add column claimed_until timestamptz;

-- A look through a folder says who asked for it: what a restore leaves to do is the restore's.
update mailbox set rescan = rescan - 'afterRestore' || case
    when rescan ? 'afterRestore' then jsonb_build_object('askedBy', 'restore', 'restoredTo', rescan -> 'afterRestore')
    else jsonb_build_object('askedBy', 'operator') end
  where rescan is not null;
