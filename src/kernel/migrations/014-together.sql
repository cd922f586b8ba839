-- Units beside the one that handles a case: those who see it, and those something is waited for from. Null where there are none, which takes no room; read beside the indexes of open work.
alter table case_now add column supporters uuid[];
alter table case_now add column awaited uuid[];
