-- Search and lists that stay fast. At 200,000 cases: about 20 seconds, most of it the index of the words.

-- The words a case is found by: masked copies only, in small letters, beside the hot row, so that a step on a case never touches
-- the index of the words.
create table case_search (
  district uuid not null,
  id uuid not null,
  ym int not null,
  reported_at timestamptz not null,
  report text not null,
  place text,
  kind text,
  primary key (district, id)
);

-- Every two characters side by side, each with district and month before it: a word is looked up month by month, newest first, and
-- the list of a month is never read for another. Only functions of pg_catalog, so that it is the same on every server.
create function case_words(report text, place text, kind text) returns text immutable parallel safe language sql
  as $$ select report || E'\n' || coalesce(place, '') || E'\n' || coalesce(kind, '') $$;
create function case_grams(district uuid, ym int, words text) returns text[] immutable parallel safe language sql
  as $$ select array_agg(right(district::text, 4) || ym::text || u.a || u.b)
        from (select string_to_array(words, null) as c) s, unnest(s.c, s.c[2:]) as u(a, b) where u.a > ' ' and u.b > ' ' $$;

insert into case_search (district, id, ym, reported_at, report, place, kind)
select c.district, c.id, c.ym, c.reported_at,
  lower(concat_ws(E'\n', c.number, c.external_number, (select masked from kept_text k where k.district = c.district and k.id = l.data->>'title'), (select masked from kept_text k where k.district = c.district and k.id = l.data->>'text'))),
  lower(c.place), lower(concat_ws(E'\n', c.category_zh, c.category_en))
from case_now c join log l on l.district = c.district and l.stream = 'case' and l.id = c.id and l.version = 1;

-- What is written anew waits in a short list, which every search reads to its end: it must stay short.
create index case_search_grams on case_search using gin (case_grams(district, ym, case_words(report, place, kind)) collate "C") with (gin_pending_list_limit = 256);

-- Open work, newest first: of everybody, and of one unit.
create index case_open_newest on case_now (district, reported_at desc, id desc) where open;
create index case_unit_open_newest on case_now (district, unit, reported_at desc, id desc) where open;
create index case_unit_newest on case_now (district, unit, reported_at desc, id desc);
create index case_open_cell on case_now (district, cell) where open and cell is not null;
