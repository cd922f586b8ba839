-- Calendars that change from a day on, calendars of single units, days with hours of their own, and the rosters of crews.
-- Milliseconds: calendar and calendar_year have a handful of rows a district; the rosters begin empty.

-- `name` is 'default' for the district, else the id of a unit. The first period of all holds "from the beginning".
alter table calendar add column valid_from text not null default '0001-01-01' check (valid_from ~ '^\d{4}-\d{2}-\d{2}$');
-- False: works through public holidays and knows no make-up days.
alter table calendar add column holidays boolean not null default true;
-- True: from this day on a unit has the district's calendar again; its other columns do not count.
alter table calendar add column follows boolean not null default false;
alter table calendar drop constraint calendar_pkey;
alter table calendar add primary key (district, name, valid_from);

-- {"2026-12-31": [[540, 720]]}: work days with hours of their own.
alter table calendar_year add column day_hours jsonb not null default '{}';

-- A crew's week from a day on: {"1": [[360, 840]], "5": [[1320, 360]]}; an empty week ends it.
create table roster (
  district uuid not null,
  unit uuid not null,
  crew text not null,
  valid_from text not null check (valid_from ~ '^\d{4}-\d{2}-\d{2}$'),
  week jsonb not null,
  primary key (district, unit, crew, valid_from)
);
-- What a crew works on one day instead; no window = off.
create table roster_day (
  district uuid not null,
  unit uuid not null,
  crew text not null,
  day text not null check (day ~ '^\d{4}-\d{2}-\d{2}$'),
  windows jsonb not null,
  primary key (district, unit, crew, day)
);
