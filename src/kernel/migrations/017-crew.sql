-- Crews and their beats, where a crew is now, whom a notice calls by crew, and the ten minutes of litter.
create table crew (
  district uuid not null,
  id uuid not null,
  unit uuid not null,
  zh text not null,
  en text not null,
  -- The roster of the unit it works by; without one, whenever anybody of the unit is on shift.
  roster text,
  -- The channel of notices it is told over besides the inbox.
  channel uuid,
  place_on boolean not null default false,
  active boolean not null default true,
  version int not null default 1,
  primary key (district, id)
);
create table crew_member (
  district uuid not null,
  crew uuid not null,
  account uuid not null,
  primary key (district, crew, account)
);
create index crew_member_of on crew_member (district, account);
-- A stretch of the district: a polygon, or a line with so many metres to either side.
create table beat (
  district uuid not null,
  id uuid not null,
  unit uuid not null,
  zh text not null,
  en text not null,
  geometry jsonb not null,
  buffer_m int not null default 0 check (buffer_m between 0 and 200),
  active boolean not null default true,
  version int not null default 1,
  primary key (district, id)
);
create table crew_beat (
  district uuid not null,
  crew uuid not null,
  beat uuid not null,
  primary key (district, crew, beat)
);
-- Counts changes of crews and beats, so that what is held in memory is read anew.
create table crew_edition (
  district uuid not null,
  edition int not null,
  primary key (district)
);
-- One row a crew, overwritten, erased at the end of the shift. Unlogged: no copy in the write-ahead log, none in a backup.
create unlogged table crew_here (
  district uuid not null,
  crew uuid not null,
  lon double precision not null,
  lat double precision not null,
  at timestamptz not null,
  until timestamptz not null,
  primary key (district, crew)
);

alter table outbox add column to_crew uuid;

-- One row a case whose limit runs in minutes on shift: what the ten-minute figure reads, so that it scans no cases.
create table case_minutes (
  district uuid not null,
  id uuid not null,
  day text not null,
  hour int not null,
  sighted_at timestamptz not null,
  sighted_by text not null,
  cleared_at timestamptz,
  cleared_by text,
  -- On shift, from the sighting to the cleared photo; null until it is cleared.
  seconds int,
  limit_s int not null,
  unit uuid,
  area uuid,
  crew uuid,
  beat uuid,
  shift text,
  -- False once it was voided.
  counted boolean not null default true,
  primary key (district, id)
);
create index case_minutes_day on case_minutes (district, day);

-- The stopwatch of an inspector: a marker placed, found cleared or given up. A measure of its own kind.
create table stopwatch_test (
  district uuid not null,
  id uuid not null,
  day text not null,
  hour int not null,
  placed_at timestamptz not null,
  placed_photo text not null,
  lon double precision not null,
  lat double precision not null,
  area uuid,
  beat uuid,
  shift text,
  by_account uuid not null,
  state text not null default 'open' check (state in ('open', 'cleared', 'given-up')),
  ended_at timestamptz,
  ended_by text,
  ended_photo text,
  seconds int,
  primary key (district, id)
);
create index stopwatch_test_day on stopwatch_test (district, day);
create index stopwatch_test_open on stopwatch_test (district, by_account) where state = 'open';
