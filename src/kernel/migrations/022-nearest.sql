-- A message to a role may be for those nearest to a place only: the grid worker of the grid, not all of the district.
alter table outbox add column to_area uuid;
