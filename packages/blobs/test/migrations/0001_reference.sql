create table reference (sha256 text not null);
