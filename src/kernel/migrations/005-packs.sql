-- What a district has changed in its packs, and what its clerks' decisions have taught the suggestions.

-- Beside the version of a pack that a change made: what it lies over, every change in force, and why. Who and when stand with the version.
create table pack_overlay (
  district uuid not null,
  pack text not null,
  version int not null,
  -- The version without any change of the district: shipped, or imported from a sheet.
  base_version int not null,
  overlay jsonb not null,
  why text not null,
  primary key (district, pack, version)
);

-- Counts of words by category; no sentence, no name. `position` is how far the log has been read.
create table suggest_learned (
  district uuid not null,
  position text not null,
  learned jsonb not null,
  at timestamptz not null,
  primary key (district)
);
