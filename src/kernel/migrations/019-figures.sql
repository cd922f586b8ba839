-- Figures: what each case counts for, what of it has been counted, and the sums of days and months; proposals made from hot spots.

-- One narrow row a case, written with its verb. Days are days in China; a column that counts on one of them is nought where that day is missing.
create table case_flag (
  district uuid not null,
  id uuid not null,
  version int not null,
  unit uuid,
  area uuid,
  pack text not null,
  category text not null,
  source text not null,
  reported_day date,
  due_day date,
  due_at timestamptz,
  -- On the day of the report.
  reported int not null default 0, filed int not null default 0, filed_on_time int not null default 0, rejected int not null default 0,
  repeated int not null default 0, collector_reported int not null default 0, collector_filed int not null default 0, missed int not null default 0,
  fixed int not null default 0, verified int not null default 0, verified_on_time int not null default 0, dispatches int not null default 0,
  wrong_dispatches int not null default 0, dispatched int not null default 0, dispatched_on_time int not null default 0,
  extended int not null default 0, joint int not null default 0, supervised int not null default 0, accept_minutes int not null default 0,
  dispatch_minutes int not null default 0,
  -- On the day handling is due.
  due int not null default 0, handled int not null default 0, on_time int not null default 0, late int not null default 0,
  closed int not null default 0, closed_on_time int not null default 0, reworked int not null default 0, reworks int not null default 0,
  checked int not null default 0, checked_on_time int not null default 0, reopened int not null default 0, faked int not null default 0,
  suspended int not null default 0, exempt int not null default 0, deferred int not null default 0, raw_due int not null default 0,
  raw_handled int not null default 0, raw_on_time int not null default 0, raw_closed int not null default 0,
  raw_closed_on_time int not null default 0, kept_due int not null default 0, kept_handled int not null default 0,
  kept_on_time int not null default 0, kept_closed int not null default 0, kept_closed_on_time int not null default 0,
  handle_minutes int not null default 0,
  primary key (district, id)
) with (fillfactor = 80);
create index case_flag_reported on case_flag (district, reported_day, id);
create index case_flag_due on case_flag (district, due_day, id);

-- The same row as it stands in the sums. What a case adds to them is always its flags less this.
create table case_counted (like case_flag including defaults including constraints);
alter table case_counted add primary key (district, id);

-- Sums by day. A slice keeps one dimension and leaves the others empty (the nil uuid, ''): d the whole district, u units, a areas, c categories, s sources;
-- x keeps all of them. `n` counts the cases of a row; a row with none is dead.
create table roll_day (
  district uuid not null,
  slice text not null,
  day date not null,
  unit uuid not null,
  area uuid not null,
  pack text not null,
  category text not null,
  source text not null,
  n int not null default 0,
  reported int not null default 0, filed int not null default 0, filed_on_time int not null default 0, rejected int not null default 0,
  repeated int not null default 0, collector_reported int not null default 0, collector_filed int not null default 0, missed int not null default 0,
  fixed int not null default 0, verified int not null default 0, verified_on_time int not null default 0, dispatches int not null default 0,
  wrong_dispatches int not null default 0, dispatched int not null default 0, dispatched_on_time int not null default 0,
  extended int not null default 0, joint int not null default 0, supervised int not null default 0, accept_minutes int not null default 0,
  dispatch_minutes int not null default 0, due int not null default 0, handled int not null default 0, on_time int not null default 0,
  late int not null default 0, closed int not null default 0, closed_on_time int not null default 0, reworked int not null default 0,
  reworks int not null default 0, checked int not null default 0, checked_on_time int not null default 0, reopened int not null default 0,
  faked int not null default 0, suspended int not null default 0, exempt int not null default 0, deferred int not null default 0,
  raw_due int not null default 0, raw_handled int not null default 0, raw_on_time int not null default 0, raw_closed int not null default 0,
  raw_closed_on_time int not null default 0, kept_due int not null default 0, kept_handled int not null default 0,
  kept_on_time int not null default 0, kept_closed int not null default 0, kept_closed_on_time int not null default 0,
  handle_minutes int not null default 0,
  primary key (district, slice, day, unit, area, pack, category, source)
) with (fillfactor = 70);
create table roll_month (like roll_day including defaults including constraints);
alter table roll_month rename column day to month;
alter table roll_month add primary key (district, slice, month, unit, area, pack, category, source);
alter table roll_month set (fillfactor = 70);
create index roll_month_unit on roll_month (district, unit, month) where slice = 'x';
create index roll_month_area on roll_month (district, area, month) where slice = 'x';

create table proposal_now (
  district uuid not null,
  id uuid not null,
  version int not null,
  kind text not null,
  -- The oldest case of the hot spot, by which it is known.
  first_case uuid not null,
  pack text not null,
  category text not null,
  unit uuid,
  area uuid,
  lon double precision not null,
  lat double precision not null,
  n int not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  text text,
  proposed_by uuid,
  proposed_at timestamptz not null,
  primary key (district, id)
);
create index proposal_newest on proposal_now (district, proposed_at desc, id desc);
