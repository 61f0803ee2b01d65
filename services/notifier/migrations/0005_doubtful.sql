-- An error mail to a sender whom nobody vouches for: it spends a budget of its own.
alter table reply add column doubtful boolean not null default false;
