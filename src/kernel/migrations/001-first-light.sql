-- The first tables of the house. On an empty database: milliseconds.
-- Every table, key and query starts with the district; ids are made by the application; no triggers, no sequences, no
-- foreign keys between rooms (a district must be movable and, one day, spread by its key).

-- Above districts: shared by an installation (province, city).
create table region (
  id text primary key,
  parent text,
  kind text not null,
  zh text not null,
  en text not null
);
create table district (
  id uuid primary key,
  region text,
  code text not null unique,
  zh text not null,
  en text not null,
  demo boolean not null default false,
  settings jsonb not null default '{}',
  created_at timestamptz not null
);

-- directory ------------------------------------------------------------------
create table area (
  district uuid not null,
  id uuid not null,
  parent uuid,
  kind text not null,
  code text not null,
  name text not null,
  geometry jsonb,
  primary key (district, id)
);
create unique index area_code on area (district, code);
create table unit (
  district uuid not null,
  id uuid not null,
  code text not null,
  zh text not null,
  en text not null,
  kind text not null,
  area uuid,
  primary key (district, id)
);
create unique index unit_code on unit (district, code);
create table unit_group (
  district uuid not null,
  code text not null,
  zh text not null,
  en text not null,
  members uuid[] not null default '{}',
  primary key (district, code)
);
-- What a unit is called in sheets of others, mapped once by a clerk and remembered.
create table unit_alias (
  district uuid not null,
  name text not null,
  unit uuid not null,
  mapped_by uuid,
  mapped_at timestamptz not null,
  primary key (district, name)
);
create table map_layer (
  district uuid not null,
  name text not null,
  data jsonb not null,
  primary key (district, name)
);
create table calendar (
  district uuid not null,
  name text not null,
  hours jsonb not null,
  week int[] not null,
  shifts jsonb not null,
  primary key (district, name)
);
create table calendar_year (
  district uuid not null,
  year int not null,
  off_days text[] not null,
  work_days text[] not null,
  source text not null,
  primary key (district, year)
);

-- people: erasable, nowhere else does a name or a number stand -----------------
create table person (
  district uuid not null,
  id uuid not null,
  name text,
  phone text,
  erased_at timestamptz,
  primary key (district, id)
);
-- Free text as it was written. The id is a salted commitment (sha256 of salt and text): the log holds only the id, so a
-- text can be erased and the chain still proves what is left.
create table kept_text (
  district uuid not null,
  id text not null,
  stream text not null,
  stream_id uuid not null,
  salt text,
  as_written text,
  masked text,
  kept_at timestamptz not null,
  erased_at timestamptz,
  primary key (district, id)
);
create index kept_text_of on kept_text (district, stream, stream_id);

-- accounts ---------------------------------------------------------------------
create table account (
  district uuid not null,
  id uuid not null,
  login text not null,
  person uuid not null,
  title_zh text not null,
  title_en text not null,
  unit uuid,
  area uuid,
  active boolean not null default true,
  created_at timestamptz not null,
  primary key (district, id)
);
create unique index account_login on account (district, login);
create table credential (
  district uuid not null,
  account uuid not null,
  password_hash text not null,
  changed_at timestamptz not null,
  primary key (district, account)
);
create table account_role (
  district uuid not null,
  account uuid not null,
  role text not null,
  primary key (district, account, role)
);
create table role_permission (
  district uuid not null,
  role text not null,
  permission text not null,
  scope text not null check (scope in ('unit', 'area', 'all')),
  primary key (district, role, permission)
);
create table role (
  district uuid not null,
  code text not null,
  zh text not null,
  en text not null,
  primary key (district, code)
);
create table session (
  district uuid not null,
  token_hash text not null,
  account uuid not null,
  kind text not null check (kind in ('session', 'bearer')),
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (district, token_hash)
);
create index session_of on session (district, account);
create table sign_in_attempt (
  district uuid not null,
  login text not null,
  failures int not null,
  last_at timestamptz not null,
  locked_until timestamptz,
  primary key (district, login)
);
create table setup_code (
  code_hash text primary key,
  created_at timestamptz not null,
  used_at timestamptz
);

-- the log and what is written with it --------------------------------------------
-- The log is audit, timeline and source of every _now row; hash-chained per stream, the hash names its algorithm.
-- tx lets a reader stop before the oldest transaction still running, so no cursor passes an uncommitted row.
create table log (
  district uuid not null,
  stream text not null,
  id uuid not null,
  version int not null,
  type text not null,
  data jsonb not null,
  actor uuid,
  at timestamptz not null,
  command uuid not null,
  hash text not null,
  tx xid8 not null default pg_current_xact_id(),
  primary key (district, stream, id, version)
);
create index log_tail on log (district, tx, stream, id, version);
create table reader_cursor (
  district uuid not null,
  reader text not null,
  position text not null,
  primary key (district, reader)
);
create table timer (
  district uuid not null,
  stream text not null,
  id uuid not null,
  name text not null,
  due_at timestamptz not null,
  fired_at timestamptz,
  primary key (district, stream, id, name, due_at)
);
create index timer_due on timer (district, due_at) where fired_at is null;
create table outbox (
  district uuid not null,
  id uuid not null,
  stream text not null,
  stream_id uuid not null,
  version int not null,
  kind text not null,
  to_unit uuid,
  to_role text,
  created_at timestamptz not null,
  sent_at timestamptz,
  primary key (district, id)
);
create index outbox_waiting on outbox (district, created_at) where sent_at is null;
create table inbox (
  district uuid not null,
  id uuid not null,
  account uuid not null,
  kind text not null,
  stream text not null,
  stream_id uuid not null,
  at timestamptz not null,
  read_at timestamptz,
  primary key (district, id, account)
);
create index inbox_unread on inbox (district, account, at desc) where read_at is null;
-- One key has one effect and one answer for 30 days, bound to who sent it.
create table idempotency (
  district uuid not null,
  actor uuid not null,
  key text not null,
  request_hash text not null,
  status int,
  answer text,
  at timestamptz not null,
  primary key (district, actor, key)
);
create index idempotency_age on idempotency (district, at);
-- Human numbers come from a counter row per district and day, not from a sequence.
create table counter (
  district uuid not null,
  name text not null,
  value int not null,
  primary key (district, name)
);

-- files: content-addressed; a row exists only when the bytes are durable ------------
create table file (
  district uuid not null,
  sha256 text not null,
  media_type text not null,
  bytes int not null,
  width int not null,
  height int not null,
  put_by uuid,
  put_at timestamptz not null,
  primary key (district, sha256)
);
create table file_use (
  district uuid not null,
  sha256 text not null,
  stream text not null,
  stream_id uuid not null,
  primary key (district, sha256, stream, stream_id)
);
create index file_use_of on file_use (district, stream, stream_id);

-- pack: every version is kept for ever ------------------------------------------------
create table pack_version (
  district uuid not null,
  pack text not null,
  version int not null,
  content jsonb not null,
  sha256 text not null,
  source text not null,
  installed_by uuid,
  installed_at timestamptz not null,
  primary key (district, pack, version)
);

-- case ---------------------------------------------------------------------------------
create table case_now (
  district uuid not null,
  id uuid not null,
  version int not null,
  number text not null,
  state text not null,
  open boolean not null,
  source text not null,
  summary text,
  place text,
  area uuid,
  lon double precision,
  lat double precision,
  -- Month (202611, China time) and map cell: keys of search and map now, bounds of partitions later.
  ym int not null,
  cell bigint,
  pack text,
  pack_version int,
  category text,
  category_zh text,
  category_en text,
  action text,
  unit uuid,
  because jsonb,
  handling_limit jsonb,
  stage text,
  stage_start timestamptz,
  due_at timestamptz,
  provisional boolean not null default false,
  handle_due_at timestamptz,
  late boolean,
  reworks int not null default 0,
  photo text,
  reporter uuid,
  external_number text,
  reported_at timestamptz not null,
  filed_at timestamptz,
  dispatched_at timestamptz,
  handled_at timestamptz,
  ended_at timestamptz,
  primary key (district, id)
);
create unique index case_number on case_now (district, number);
create index case_newest on case_now (district, reported_at desc, id desc);
create index case_open_due on case_now (district, due_at, id) where open;
create index case_unit_open on case_now (district, unit, due_at, id) where open;
create index case_map on case_now (district, ym, cell) include (id, lon, lat, state) where cell is not null;
create index case_area on case_now (district, area, reported_at desc, id desc);
create table external_ref (
  district uuid not null,
  system text not null,
  number text not null,
  case_id uuid not null,
  primary key (district, system, number)
);
