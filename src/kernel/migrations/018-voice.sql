-- The voice of those who report: codes to follow a report without an account, and how often strangers knock. The index reads the cases once, seconds on a million.

-- What the codes of a district are salted with, and its challenges signed; made once, when first needed.
create table public_salt (
  district uuid primary key,
  salt text not null,
  made_at timestamptz not null
);

-- A code is never kept: its slow salted hash, and the hash of the draft it came from, so that a repeat of the same sending has the same answer.
create table follow_code (
  district uuid not null,
  code_hash text not null,
  draft_hash text not null,
  -- Which of the draft's codes it is: the next is taken where two drafts would share one.
  nth int not null,
  case_id uuid not null,
  made_at timestamptz not null,
  primary key (district, code_hash)
);
create unique index follow_code_draft on follow_code (district, draft_hash);
create index follow_code_case on follow_code (district, case_id);

-- Counts of strangers by kind and by salted hash of an address or a phone, a row a stretch of time; days old rows are thrown away.
create table public_tally (
  district uuid not null,
  kind text not null,
  key text not null,
  bucket timestamptz not null,
  n int not null,
  primary key (district, kind, key, bucket)
);
create index public_tally_age on public_tally (district, bucket);

-- Which cases ended in a stretch of time: whom to call back, what the answers were.
create index case_ended_at on case_now (district, ended_at) where ended_at is not null;
