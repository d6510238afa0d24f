-- The record of processes. Times are microseconds since 1970, UTC. Nothing here is changed once it is written, except: words are deleted
-- when they are erased, a tile grows, the latest checkpoint moves on, and projections follow the events.
create table event (
  seq     integer primary key,
  id      text not null unique,
  at      integer not null,
  process text not null,
  kind    text not null,
  subject text not null,
  body    text not null,
  salt    blob not null
) strict;
create index event_by_subject on event (subject, seq);
create table words (
  seq   integer primary key references event (seq),
  texts text not null,
  salt  blob not null
) strict;
create table tile (
  level  integer not null,
  number integer not null,
  width  integer not null,
  bytes  blob not null,
  primary key (level, number)
) strict;
create table checkpoint (
  name text primary key,
  size integer not null,
  note text not null
) strict;
create table pseudonym_key (
  process text primary key,
  bytes   blob not null
) strict;
create table projection (
  kind text not null,
  id   text not null,
  body text not null,
  primary key (kind, id)
) strict;
