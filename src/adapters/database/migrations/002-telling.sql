-- What happened in a run, in the order it happened, for those who follow it from outside.
create table tfactory.event (
  number bigint generated always as identity primary key,
  run_id text not null references tfactory.run on delete cascade,
  event json not null
);
create index event_of_run on tfactory.event (run_id, number);

-- The end of a run is told to the operator's own systems. What is told is made from the run itself, so that a run is never over
-- without its event being due.
alter table tfactory.run
  add column told_at timestamptz,
  add column tell_after timestamptz,
  add column tell_attempts int not null default 0;
create index run_to_tell on tfactory.run (finished_at) where told_at is null;
