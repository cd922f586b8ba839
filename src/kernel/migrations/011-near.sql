-- From when a clock is near its limit, said by the server in the clock's own time. Clocks of earlier releases kept their two ends only:
-- the share between them, as their next step writes it.
alter table case_now add column warn_at timestamptz;
update case_now set warn_at = to_timestamp(floor((extract(epoch from stage_start) + (extract(epoch from due_at) - extract(epoch from stage_start))
  * case when stage = 'handle' and handling_limit ->> 'kind' = 'minute_on_shift' then 0.5 else 0.8 end) * 1000) / 1000)
where stage_start is not null;
