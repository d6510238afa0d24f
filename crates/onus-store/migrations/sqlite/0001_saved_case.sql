-- Cases that people saved. A link is 256 random bits; only its hash is kept, so whoever reads this table cannot open a case by it.
create table saved_case (
    id        integer primary key,
    edit_hash blob    not null unique check (length(edit_hash) = 32),
    view_hash blob    not null unique check (length(view_hash) = 32),
    name      text    not null check (length(name) <= 200),
    facts     text    not null,
    -- what was answered last, and by which register, so that changes can be shown
    answer    text    not null,
    register  text    not null,
    version   integer not null,
    -- microseconds since 1970, UTC
    created   integer not null,
    changed   integer not null
) strict;
