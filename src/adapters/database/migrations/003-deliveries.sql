-- Which delivery a key was first seen with, and whether that was dealt with: what a crash cut off is asked for again.
alter table tfactory.seen add column delivery text;
alter table tfactory.seen add column done boolean not null default true;
create index seen_undone on tfactory.seen (delivery) where not done;
