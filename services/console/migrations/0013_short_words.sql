-- Words of one or two letters, such as Bo or Li, have no trigram: they are found as whole words. Signs part words, and where a
-- script writes no spaces each letter is a word of its own. ASCII signs are named one by one, since what else the parser of
-- text search takes as one word is an address or a path.
create function words_of(written text) returns tsvector language sql immutable parallel safe strict as $$
  select to_tsvector('pg_catalog.simple', translate(
    case when written ~ '[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]'
         then regexp_replace(written, '([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])', ' \1 ', 'g')
         else written end,
    '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32)))
$$;
create index mail_short_words on mail using gin (words_of(sender), words_of(subject));
