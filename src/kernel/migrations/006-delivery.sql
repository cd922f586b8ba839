-- Delivery: what failed and waits for a person, and notices that leave the house. On a large database: milliseconds (new tables; columns
-- with constant defaults).

-- A timer that fails rests between tries; after the last it waits for an operator (parked_at).
alter table timer add column tries int not null default 0;
alter table timer add column next_at timestamptz;
alter table timer add column parked_at timestamptz;
alter table timer add column failure_kind text;
alter table timer add column failure_said text;
create index timer_parked on timer (district, parked_at) where parked_at is not null;

-- Facts a reader could not react to: 'failed' is tried again at next_at (null: waits for an operator), 'behind' waits for an earlier fact of
-- the same stream, 'aside' was given up by a person. Holds no words of people.
create table parked (
  district uuid not null,
  reader text not null,
  stream text not null,
  id uuid not null,
  version int not null,
  state text not null check (state in ('failed', 'behind', 'aside')),
  type text not null,
  failure_kind text,
  failure_said text,
  tries int not null default 0,
  first_at timestamptz not null,
  last_at timestamptz not null,
  next_at timestamptz,
  primary key (district, reader, stream, id, version)
);
create index parked_waiting on parked (district, first_at) where state <> 'aside';

-- Ways out of the house. settings hold what may be shown; the secret (password, key, address of a robot) is sealed by kernel/secret.ts.
-- failures and open_until are the circuit break, rate_from and rate_count the limit a minute: shared by all servers.
create table notice_channel (
  district uuid not null,
  id uuid not null,
  version int not null,
  kind text not null check (kind in ('smtp', 'sms', 'webhook', 'wecom', 'dingtalk')),
  name text not null,
  active boolean not null,
  settings jsonb not null,
  secret text,
  failures int not null default 0,
  open_until timestamptz,
  rate_from timestamptz,
  rate_count int not null default 0,
  changed_at timestamptz not null,
  primary key (district, id)
);
-- Who is told what over which channel. unit and role null: of everybody's; kinds empty: every kind. address: the box or number of an office,
-- sealed too; without it the people of the unit or role themselves (SMS).
create table notice_rule (
  district uuid not null,
  id uuid not null,
  channel uuid not null,
  kinds text[] not null,
  unit uuid,
  role text,
  lang text not null check (lang in ('zh', 'en')),
  address text,
  primary key (district, id)
);
create index notice_rule_of on notice_rule (district, channel);
create table notice_template (
  district uuid not null,
  kind text not null,
  lang text not null,
  subject text not null,
  body text not null,
  changed_at timestamptz not null,
  primary key (district, kind, lang)
);
-- One row a receiver; its id is the key by which receivers drop repeats. receiver: 'rule:id', 'account:id' or 'channel'.
create table delivery (
  district uuid not null,
  id uuid not null,
  channel uuid not null,
  rule uuid,
  receiver text not null,
  kind text not null,
  stream text not null,
  stream_id uuid not null,
  version int not null,
  lang text not null,
  state text not null check (state in ('waiting', 'sent', 'dead', 'aside')),
  tries int not null default 0,
  next_at timestamptz not null,
  leased_until timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz,
  failure_kind text,
  failure_said text,
  primary key (district, id)
);
create unique index delivery_once on delivery (district, channel, receiver, stream_id, version, kind);
create index delivery_waiting on delivery (district, channel, receiver, id) where state = 'waiting';
create index delivery_dead on delivery (district, ended_at desc, id) where state = 'dead';
create index delivery_sent on delivery (district, ended_at) where state in ('sent', 'aside');
