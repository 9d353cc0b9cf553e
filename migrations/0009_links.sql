-- Which edition of the catalogue a copy is, or of which work: by the catalogue's own ids, which live on when it is imported anew. It is
-- beside what the person says of the copy, and never changes that.

ALTER TABLE user_books ADD COLUMN edition_key TEXT;
ALTER TABLE user_books ADD COLUMN work_key TEXT;
-- Which catalogue was asked for it (catalogue_mark); NULL: none yet; 0: none is to be, the person said it.
ALTER TABLE user_books ADD COLUMN link_seen BIGINT;
-- How often the program itself found a link later: part of the ETag.
ALTER TABLE user_books ADD COLUMN relinked BIGINT NOT NULL DEFAULT 0;

-- way back
ALTER TABLE user_books DROP COLUMN relinked;
ALTER TABLE user_books DROP COLUMN link_seen;
ALTER TABLE user_books DROP COLUMN work_key;
ALTER TABLE user_books DROP COLUMN edition_key;
