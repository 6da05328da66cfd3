-- The latest push to each pull request: the process that hears of it is not always the one that is asked for a run.
create table tfactory.push (
  repository_id bigint not null,
  pull_request integer not null,
  head_sha text not null,
  login text not null,
  at timestamptz not null,
  primary key (repository_id, pull_request)
);
