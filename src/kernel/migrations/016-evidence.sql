-- Evidence that holds: what a client told of an upload, flags on photos for people to judge, copies with faces and plates burnt out,
-- blind re-checks drawn so that anybody can draw them again. Columns are added without a rewrite; the new tables are empty.
alter table upload add column clock_off_s int;
alter table upload add column capture text check (capture in ('live', 'gallery', 'unknown'));
-- Seconds the device's clock was ahead of ours when the upload began; how the client says the photo was taken. Null: not told.
alter table file_meta add column clock_off_s int;
alter table file_meta add column capture text check (capture in ('live', 'gallery', 'unknown'));
-- A public copy is a file of its own: the original never carries this word.
alter table file add column kind text not null default 'original' check (kind in ('original', 'public'));

-- One row for each doubt about a photo of a case, found once when the photo came; the verdict is a person's.
create table photo_flag (
  district uuid not null,
  case_id uuid not null,
  sha256 text not null,
  flag text not null check (flag in ('reused', 'before-is-after', 'elsewhere', 'outside-window', 'clock-off', 'no-live-capture')),
  role text not null check (role in ('before', 'after', 'check')),
  -- Numbers and ids only: metres, minutes, the twin's hash and case.
  why jsonb not null,
  found_at timestamptz not null,
  verdict text check (verdict in ('fine', 'doubtful', 'faked')),
  judged_at timestamptz,
  primary key (district, case_id, sha256, flag)
);
create index photo_flag_open on photo_flag (district, case_id, found_at) where verdict is null;

-- The copy of a photo that may leave the house, and which regions were burnt out of it. Drawn anew, the older copy is forgotten.
create table photo_redaction (
  district uuid not null,
  sha256 text not null,
  public_sha256 text not null,
  regions jsonb not null,
  by uuid not null,
  at timestamptz not null,
  primary key (district, sha256)
);
create index photo_redaction_public on photo_redaction (district, public_sha256);

-- A day's draw: the nonce is bound by its hash while the day runs, the frame is what was closed on it.
create table recheck_draw (
  district uuid not null,
  day date not null,
  nonce text not null,
  commitment text not null,
  committed_at timestamptz not null,
  -- The rest once it is drawn: canonical lines of the frame, and what follows from them.
  percent int,
  frame text,
  frame_hash text,
  seed text,
  n int,
  result_hash text,
  drawn_at timestamptz,
  primary key (district, day)
);
create table recheck (
  district uuid not null,
  day date not null,
  case_id uuid not null,
  -- Place in the order of the draw, from 1.
  rank int not null,
  -- The unit whose work is looked at; null: nobody's.
  unit uuid,
  -- Who looks; null: nobody may, all who could have touched the case.
  checker uuid,
  due_at timestamptz not null,
  found text check (found in ('still-fine', 'not-done', 'faked')),
  done_at timestamptz,
  primary key (district, day, case_id)
);
create index recheck_mine on recheck (district, checker, due_at) where found is null;
create index recheck_case on recheck (district, case_id);
create index case_ended_day on case_now (district, ended_at) where state = 'closed';
