-- The ground as it is brought in: days of validity, size and middle of an area, and every version of it with the raw shape
-- beside the converted one. On a district of 600 grids: milliseconds.
-- Days are text (2026-11-23), as in calendar_year: a day of the district, in no time zone.
alter table area
  add column valid_from text,
  add column valid_to text,
  add column m2 double precision,
  add column lon double precision,
  add column lat double precision;

-- What an area was and is. `raw` is the shape as the file gave it, in `raw_system`; `geometry` is WGS-84.
create table area_version (
  district uuid not null,
  area uuid not null,
  edition int not null,
  kind text not null,
  code text not null,
  name text not null,
  parent uuid,
  geometry jsonb,
  valid_from text,
  valid_to text,
  raw jsonb,
  raw_system text,
  changed_by uuid,
  changed_at timestamptz not null,
  primary key (district, area, edition)
);

-- Counts the changes of areas and layers: whoever holds the ground in memory sees by it whether that is still the ground.
create table ground_edition (
  district uuid not null,
  edition int not null,
  changed_at timestamptz not null,
  primary key (district)
);
