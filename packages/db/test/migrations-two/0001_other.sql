create table other (id bigint generated always as identity primary key);
