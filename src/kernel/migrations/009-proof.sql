-- Roots over the log. On a million cases: milliseconds, the table is new.
-- Every minute one root seals the heads of all streams that moved since the root before, and that root too. With it a tail
-- cut off, a stream deleted whole or a chain sealed anew shows: the chain of a stream alone cannot tell.
create table log_root (
  district uuid not null,
  n int not null,
  at timestamptz not null,
  -- Where in the tail of the log this root ends; only for making the next one.
  position text not null,
  -- [[stream, id, version, hash], …] sorted: the last row of each stream that moved.
  heads jsonb not null,
  hash text not null,
  primary key (district, n)
);
