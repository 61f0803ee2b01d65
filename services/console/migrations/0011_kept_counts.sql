-- The books are kept by the statements that change the rows, whoever runs them: a count of all mails would take longer
-- with each mail. While this is applied, nobody else writes to these tables.
create function tally_mails() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op = 'INSERT' then
    insert into tally (counted, amount)
      select counted, amount from (
        select count(received_at) as received, count(outcome) as settled, sum(conflicts) as conflicts from added) as n,
        lateral (values ('received', received), ('settled', settled), ('conflicts', conflicts)) as counts (counted, amount)
      where amount <> 0;
  elsif tg_op = 'UPDATE' then
    insert into tally (counted, amount)
      select counted, amount from
        (select count(received_at) as received, count(outcome) as settled, sum(conflicts) as conflicts from added) as n,
        (select count(received_at) as received, count(outcome) as settled, sum(conflicts) as conflicts from removed) as o,
        lateral (values ('received', n.received - o.received), ('settled', n.settled - o.settled),
                        ('conflicts', n.conflicts - o.conflicts)) as counts (counted, amount)
      where amount <> 0;
  else
    insert into tally (counted, amount)
      select counted, -amount from (
        select count(received_at) as received, count(outcome) as settled, sum(conflicts) as conflicts from removed) as o,
        lateral (values ('received', received), ('settled', settled), ('conflicts', conflicts)) as counts (counted, amount)
      where amount <> 0;
  end if;
  return null;
end
$$;
create trigger tally_added after insert on mail referencing new table as added for each statement execute function tally_mails();
create trigger tally_changed after update on mail referencing old table as removed new table as added
  for each statement execute function tally_mails();
create trigger tally_removed after delete on mail referencing old table as removed for each statement execute function tally_mails();

create function tally_replies() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op <> 'DELETE' then
    insert into tally (counted, amount) select 'reply ' || state, count(*) from added group by state;
  end if;
  if tg_op <> 'INSERT' then
    insert into tally (counted, amount) select 'reply ' || state, -count(*) from removed group by state;
  end if;
  return null;
end
$$;
create trigger tally_added after insert on reply referencing new table as added for each statement execute function tally_replies();
create trigger tally_changed after update on reply referencing old table as removed new table as added
  for each statement execute function tally_replies();
create trigger tally_removed after delete on reply referencing old table as removed for each statement execute function tally_replies();

insert into tally (counted, amount)
  select counted, amount from (
    select count(received_at) as received, count(outcome) as settled, sum(conflicts) as conflicts from mail) as n,
    lateral (values ('received', received), ('settled', settled), ('conflicts', conflicts)) as counts (counted, amount)
  where amount <> 0;
insert into tally (counted, amount) select 'reply ' || state, count(*) from reply group by state;
