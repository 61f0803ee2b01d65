-- The colour in which screens show a status; null: the one of its type.
alter table status add column colour text check (colour ~ '^#[0-9a-fA-F]{6}$');
