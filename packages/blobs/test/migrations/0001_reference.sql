-- No schema is made without a table; a service would refer to blobs in one.
create table reference (sha256 text not null);
