-- Who may not decide what a case asks, so that lists do not count it for them; and a blind re-check that nobody did in time goes to somebody else.
alter table case_now add column barred uuid[];
-- Those who gave a re-check back by letting its time run out, in their order; the one who has it now is among them where nobody else was left.
alter table recheck add column passed uuid[] not null default '{}';
-- The rules naming another unit waits for the office, as long as it can send the case there.
update case_now set asked = true where not asked and open and flags && '{rerouted}' and state in ('dispatched', 'handling');
update case_now set flags = array_remove(flags, 'rerouted') where flags && '{rerouted}' and state not in ('dispatched', 'handling');
-- Asks that wait already: whoever asked, endorsed, and for an appeal filed, last closed and last reopened the case.
update case_now c set barred = (
  select array_agg(distinct l.actor order by l.actor) from log l where l.district = c.district and l.stream = 'case' and l.id = c.id and l.actor is not null and (
    (l.type in ('extension-asked', 'extension-endorsed', 'appeal-asked', 'appeal-endorsed') and l.version >= (select max(a.version) from log a where a.district = c.district and a.stream = 'case' and a.id = c.id and a.type in ('extension-asked', 'appeal-asked')))
    or (c.flags @> '{appealing,endorsed}' and l.version in (
      select max(f.version) from log f where f.district = c.district and f.stream = 'case' and f.id = c.id and f.type in ('filed', 'fixed', 'closed', 'reopened') group by case f.type when 'fixed' then 'filed' else f.type end))))
  where c.asked and c.flags && '{to-endorse,endorsed}';
