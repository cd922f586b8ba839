-- Files: what a photo said of itself, what it looks like, uploads that can be gone on with. On a full database: the new
-- index on file reads its rows once, about a second for a million.

-- When its small sizes were made; null = still to be made. Rows from before this file have theirs made when next asked for.
alter table file add column sized_at timestamptz;
-- When somebody last sent the same picture again: what nobody uses is collected a day after that.
alter table file add column seen_at timestamptz;
create index file_unsized on file (district, put_at) where sized_at is null;

-- Read from the photo before its metadata is taken off. No name, no serial number, no model: the class of the device only.
create table file_meta (
  district uuid not null,
  sha256 text not null,
  -- SHA-256 of the bytes as they came, which are not kept.
  source_sha256 text not null,
  taken_at timestamptz,
  -- The photo named its time zone; else China time was taken for granted.
  zone_said boolean not null default false,
  lon double precision,
  lat double precision,
  accuracy_m double precision,
  device text not null check (device in ('phone', 'camera', 'drone', 'unknown')),
  edited boolean not null default false,
  orientation int,
  primary key (district, sha256)
);

-- Perceptual hashes, 16 hex digits each; a picture too plain to be told apart has no row.
create table file_hash (
  district uuid not null,
  sha256 text not null,
  phash text not null,
  mirror text not null,
  dhash text not null,
  -- A server that holds them in memory goes on from the oldest transaction that was still running when it last read.
  tx xid8 not null default pg_current_xact_id(),
  primary key (district, sha256)
);
create index file_hash_tail on file_hash (district, tx);

-- An upload begun by an account under an id of its own making. Parts are bytes in the file store, written before they are named here.
create table upload (
  district uuid not null,
  account uuid not null,
  id uuid not null,
  media text not null,
  bytes int not null,
  sha256 text,
  state text not null check (state in ('open', 'done', 'refused')),
  received int not null default 0,
  parts text[] not null default '{}',
  -- The answer, once there is one: the file, or the refusal.
  answer jsonb,
  begun_at timestamptz not null,
  touched_at timestamptz not null,
  primary key (district, account, id)
);
create index upload_age on upload (district, touched_at);
create index upload_recent on upload (district, account, begun_at);

