-- Pictures that people made of the covers of their own copies.

CREATE TABLE own_covers (
	user_id      @uuid NOT NULL,
	user_book_id @uuid NOT NULL,
	photo        TEXT NOT NULL,     -- BLAKE2b-256 of the kept file, its name among the person's photos
	photo_bytes  BIGINT NOT NULL,
	created_ms   BIGINT NOT NULL,
	PRIMARY KEY (user_id, user_book_id),
	FOREIGN KEY (user_id, user_book_id) REFERENCES user_books (user_id, id) ON DELETE CASCADE
);
CREATE INDEX own_covers_by_photo ON own_covers (user_id, photo);

-- way back
DROP TABLE own_covers;
