-- Locks: second factors, what a session still owes and where it is open, passwords of before, single sign-on, approvals by two.
-- Small tables and columns with constant defaults: milliseconds, whatever the size.

alter table credential add column must_change boolean not null default false;
-- Who comes by single sign-on may have no password here at all.
alter table credential add column password_off boolean not null default false;
create table password_before (
  district uuid not null,
  account uuid not null,
  replaced_at timestamptz not null,
  password_hash text not null,
  primary key (district, account, replaced_at)
);

-- What a session owes before anything else works: 'code', 'enrol', 'password', or nothing.
alter table session add column owes text check (owes in ('code', 'enrol', 'password'));
alter table session add column idle_minutes int not null default 720;
alter table session add column device text not null default '';
alter table session add column address text not null default '';
-- Of a token for scripts: what it is for.
alter table session add column purpose text;
-- Of a session by single sign-on: what the provider needs to end it there too, sealed.
alter table session add column sso text;

-- The secret is sealed with the key of the installation (kernel/secret.ts); last_step makes every code good for one use.
create table second_factor (
  district uuid not null,
  account uuid not null,
  secret text not null,
  made_at timestamptz not null,
  confirmed_at timestamptz,
  last_step bigint not null default 0,
  primary key (district, account)
);
create table recovery_code (
  district uuid not null,
  account uuid not null,
  code_hash text not null,
  used_at timestamptz,
  primary key (district, account, code_hash)
);

create table sso_link (
  district uuid not null,
  issuer text not null,
  subject text not null,
  account uuid not null,
  linked_by uuid,
  linked_at timestamptz not null,
  primary key (district, issuer, subject)
);
create unique index sso_link_of on sso_link (district, account, issuer);
-- A sign-in on its way to the provider and back: one use, ten minutes.
create table sso_attempt (
  district uuid not null,
  state_hash text not null,
  browser_hash text not null,
  verifier text not null,
  nonce text not null,
  back_to text not null,
  at timestamptz not null,
  primary key (district, state_hash)
);

-- What one person ordered and a second must approve. The input stands here only, erasable; the log holds its commitment.
create table approval (
  district uuid not null,
  id uuid not null,
  kind text not null,
  input jsonb,
  salt text not null,
  commitment text not null,
  reason text,
  concerns uuid,
  ordered_by uuid not null,
  ordered_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'approved', 'refused', 'withdrawn', 'expired')),
  decided_by uuid,
  decided_at timestamptz,
  remark text,
  outcome jsonb,
  primary key (district, id)
);
create index approval_open on approval (district, expires_at) where state = 'open';
create index approval_newest on approval (district, ordered_at desc, id desc);
