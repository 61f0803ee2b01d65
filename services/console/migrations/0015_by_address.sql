-- An account that was bound to a person by its address alone does not let them in as an administrator, whatever they become
-- later. How those from before were bound is not known.
alter table oidc_binding add column by_address boolean not null default true;
alter table session add column by_address boolean not null default false;
update session set by_address = true where how = 'oidc';
