-- One problem, one case: whose thing it is, for finding what is reported of the same thing; and who else reported it, for they go on seeing it.
alter table case_now add column owner uuid;
alter table case_now add column tellers uuid[] not null default '{}';
update case_now c set owner = o.owner from (
  select distinct on (district, id) district, id, (data ->> 'owner')::uuid as owner from log
  where stream = 'case' and type = 'located' and data ? 'owner' order by district, id, version desc) o
where c.district = o.district and c.id = o.id;
create index case_open_owner on case_now (district, owner, reported_at desc, id desc) where open and owner is not null;
create index case_open_area on case_now (district, area, reported_at desc, id desc) where open;
