-- Each batch of replies counts those that went out within the hour; one that was held goes out later than it was made.
create index reply_released on reply (released_at) where released_at is not null;
