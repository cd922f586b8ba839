-- Units that begin and end, posts and who holds them, people who come and leave, invitations to an account.
-- Days are text, 2026-11-23 in China time, both ends belong to the span; null is open. They compare as they read.
-- On a district of 74 units and 1,000 accounts: milliseconds.
alter table unit add column parent uuid;
alter table unit add column valid_from text;
alter table unit add column valid_to text;
-- What the days mean today, so that routing need not know the date: turned by the hourly sweep and by every change.
alter table unit add column active boolean not null default true;

-- A group whose members are every unit of a kind (各社区) says the kind; its list is then empty.
alter table unit_group add column auto text;
update unit_group set auto = 'community', members = '{}' where code = 'all-communities';

-- Name and phone stay the only personal columns of the table; the code (工号) is what other tables and sheets say.
alter table person add column code text;
alter table person add column unit uuid;
alter table person add column valid_from text;
alter table person add column valid_to text;
update person p set code = a.login, unit = a.unit from account a where a.district = p.district and a.person = p.id;
create unique index person_code on person (district, code);

create table post (
  district uuid not null,
  id uuid not null,
  code text not null,
  unit uuid not null,
  zh text not null,
  en text not null,
  duty text not null check (duty in ('duty-holder', 'deputy', 'liaison', 'handler', 'grid-worker', 'other')),
  -- What the post answers for where that is less than the whole unit: a community, a grid.
  area uuid,
  valid_from text,
  valid_to text,
  primary key (district, id)
);
create unique index post_code on post (district, code);
create index post_unit on post (district, unit);
create index post_area on post (district, area) where area is not null;
create table holder (
  district uuid not null,
  id uuid not null,
  post uuid not null,
  person uuid not null,
  valid_from text not null,
  valid_to text,
  primary key (district, id)
);
create index holder_post on holder (district, post);
create index holder_person on holder (district, person);

-- A one-time code by which an invited person sets the first password of an account; only its hash is kept.
create table invitation (
  district uuid not null,
  account uuid not null,
  code_hash text not null,
  created_by uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (district, account)
);
create unique index invitation_code on invitation (code_hash);
