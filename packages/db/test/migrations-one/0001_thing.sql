create table thing (id integer primary key, name text not null);
