-- Until when a replica is publishing the mail again, so that no row is locked while the broker is asked.
alter table mail add column claimed_until timestamptz;

-- A look through a folder notes who asked for it, because looks for a restore are done by the restore room.
update mailbox set rescan = rescan - 'afterRestore' || case
    when rescan ? 'afterRestore' then jsonb_build_object('askedBy', 'restore', 'restoredTo', rescan -> 'afterRestore')
    else jsonb_build_object('askedBy', 'operator') end
  where rescan is not null;
