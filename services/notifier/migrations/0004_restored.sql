-- Times at which the tables were put back to an earlier state. Replies to mails from before may have been sent.
create table restored (
  at timestamptz primary key
);
