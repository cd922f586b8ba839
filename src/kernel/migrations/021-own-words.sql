-- What an office words and measures for itself: its own drafts of answers to reporters, and why it changed how near counts as the same.

-- Every change is kept; of one place the newest is in force. '' = whatever pack or category; words that are null: back to the shipped draft.
create table pack_answer (
  district uuid not null,
  id uuid not null,
  pack text not null,
  category text not null,
  outcome text not null,
  zh text,
  en text,
  why text not null,
  made_by uuid not null,
  made_at timestamptz not null,
  primary key (district, id)
);
create index pack_answer_newest on pack_answer (district, pack, category, outcome, id desc);

-- Beside a setting of the case room: what it was changed to, by whom and why.
create table case_setting (
  district uuid not null,
  id uuid not null,
  setting text not null,
  after jsonb not null,
  why text not null,
  made_by uuid not null,
  made_at timestamptz not null,
  primary key (district, id)
);
create index case_setting_newest on case_setting (district, setting, id desc);
