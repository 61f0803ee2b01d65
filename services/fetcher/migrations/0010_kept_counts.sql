-- The ledger's book is kept by the statements that change its rows, whoever runs them: a count of all mails would take longer with
-- each mail. While this is applied, nobody else writes to the ledger. The name of a count is a state and, after a space, an outcome.
create function ledger_count(alarm text, settled_at timestamptz, published_at timestamptz, final_at timestamptz, outcome text)
returns text language sql immutable parallel safe as $$
  select case when alarm is not null and settled_at is null then 'alarmed'
              when settled_at is null and published_at is null then 'taken'
              when settled_at is null then 'published'
              when final_at is null then 'settled' else 'final' end || ' ' || coalesce(outcome, '')
$$;

create function tally_ledger() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op = 'INSERT' then
    insert into tally (counted, amount)
      select ledger_count(alarm, settled_at, published_at, final_at, outcome), count(*) from added group by 1;
  elsif tg_op = 'UPDATE' then
    insert into tally (counted, amount)
      select counted, sum(amount) from (
        select ledger_count(alarm, settled_at, published_at, final_at, outcome) as counted, 1 as amount from added
        union all select ledger_count(alarm, settled_at, published_at, final_at, outcome), -1 from removed) as changes
      group by 1 having sum(amount) <> 0;
  else
    insert into tally (counted, amount)
      select ledger_count(alarm, settled_at, published_at, final_at, outcome), -count(*) from removed group by 1;
  end if;
  return null;
end
$$;
create trigger tally_added after insert on mail referencing new table as added for each statement execute function tally_ledger();
create trigger tally_changed after update on mail referencing old table as removed new table as added
  for each statement execute function tally_ledger();
create trigger tally_removed after delete on mail referencing old table as removed for each statement execute function tally_ledger();

insert into tally (counted, amount)
  select ledger_count(alarm, settled_at, published_at, final_at, outcome), count(*) from mail group by 1;
