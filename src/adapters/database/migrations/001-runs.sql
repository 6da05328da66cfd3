-- What is known of a run beside its job in pgboss.job, which says who works on it.
create table tfactory.run (
  number bigint generated always as identity unique,
  id text primary key,
  job_id uuid not null unique,
  installation_id bigint not null,
  repository_id bigint not null,
  pull_request int not null,
  head_sha text,
  handover json not null,
  priority int not null,
  status text not null,
  stage text,
  created_at timestamptz not null,
  not_before timestamptz not null, -- later while its check run is being opened
  started_at timestamptz,
  finished_at timestamptz,
  stop text check (stop in ('cancelled', 'superseded', 'forgotten')), -- asked for; told by whoever works on it
  failure text,
  check_run_id bigint,
  check_run_url text,
  commit_sha text,
  attempts int not null default 0,
  worker_id uuid
);
create index run_of_pull_request on tfactory.run (repository_id, pull_request, number);
create index run_of_head on tfactory.run (repository_id, head_sha);
create index run_of_commit on tfactory.run (repository_id, commit_sha);
create index run_open on tfactory.run (number) where finished_at is null;
create index run_finished on tfactory.run (finished_at);

create table tfactory.report (
  run_id text primary key references tfactory.run on delete cascade,
  report json not null
);

-- json and not jsonb: what a test printed may hold characters that jsonb refuses.
create table tfactory.step (
  run_id text not null references tfactory.run on delete cascade,
  name text not null,
  output json not null,
  finished_at timestamptz not null default now(),
  primary key (run_id, name)
);

create table tfactory.path_lock (
  repository_id bigint not null,
  path text not null,
  run_id text not null references tfactory.run on delete cascade,
  primary key (repository_id, path)
);
create index path_lock_of_run on tfactory.path_lock (run_id);

create table tfactory.seen (
  key text primary key,
  at timestamptz not null
);
create index seen_at on tfactory.seen (at);

create table tfactory.worker (
  id uuid primary key,
  host text not null,
  pid int not null,
  slots int not null,
  started_at timestamptz not null default now(),
  beat_at timestamptz not null default now()
);

-- Runs that were begun on a day, in UTC.
create table tfactory.day (
  day date primary key,
  runs int not null default 0
);

-- What was spent on a model: of a run, of a repository on a day, of a day.
create table tfactory.spending (
  key text primary key,
  tokens double precision not null default 0,
  usd double precision not null default 0,
  calls double precision not null default 0,
  minutes double precision not null default 0,
  changed_at timestamptz not null default now()
);
create index spending_changed on tfactory.spending (changed_at);

-- A dispatch marks the jobs it chose with its own number as their priority, and fetches exactly those.
create sequence tfactory.dispatch as int cycle;
