-- What stands beside a case's state. Adding columns with a constant default takes no time; the indexes hold only what is flagged, seconds on a million cases.
alter table case_now add column flags text[] not null default '{}';
alter table case_now add column asked boolean not null default false;
create index case_asked on case_now (district, reported_at desc, id desc) where asked;
create index case_flagged on case_now (district, reported_at desc, id desc) where flags <> '{}';
