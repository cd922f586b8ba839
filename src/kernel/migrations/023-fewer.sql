-- Fewer entries a step: until a case is dispatched it stands in no index of units, and one index of what has ended is enough.
drop index case_unit_open, case_unit_open_newest, case_unit_newest, case_ended_day;
create index case_unit_open on case_now (district, unit, due_at, id) where open and unit is not null;
create index case_unit_open_newest on case_now (district, unit, reported_at desc, id desc) where open and unit is not null;
create index case_unit_newest on case_now (district, unit, reported_at desc, id desc) where unit is not null;
