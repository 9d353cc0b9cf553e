// online.test.ts - what is said of a search that goes on elsewhere, and how often it is asked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Found, Online } from '../src/api';
import { noteOf, waitMs } from '../src/online';
import { bookFrom } from '../src/shelf';
import { listed, sourceName } from '../src/words';

const book = { id: 'B1', title: 'Dune', authors: ['Frank Herbert'], publishedDate: '1965-08-01', publisher: null, source: 'google' };
const found = (online: Partial<Online>, items = [book]): Found =>
	({ items, online: { state: 'done', sources: ['Open Library', 'Google Books'], notes: [], askAgainMs: null, ...online } });

test('what is said of a search', () => {
	assert.equal(noteOf(found({})), '');
	assert.equal(noteOf(found({}, [])), 'Nothing in the catalogue by these words, nor at Open Library and Google Books.');
	assert.equal(noteOf(found({ state: 'off', sources: [] }, [])), 'Nothing in the catalogue by these words.');
	assert.equal(noteOf(found({ state: 'asked' }, [])), 'Asking Open Library and Google Books…');
	assert.equal(noteOf(found({ notes: [{ source: 'google', reason: 'away', message: 'Google Books cannot be reached at present.' }] })),
		'Google Books cannot be reached at present.');
	assert.equal(noteOf(found({ state: 'unavailable', sources: ['Open Library'] })), 'Open Library did not answer in time.');
});

test('asking again takes longer each time, but not too long', () => {
	assert.equal(waitMs(700, 0), 700);
	assert.ok(waitMs(700, 3) > waitMs(700, 2));
	assert.equal(waitMs(700, 50), 4000);
	assert.equal(waitMs(null, 0), 700);
});

test('a book of Google keeps its key there, another one has none', () => {
	assert.equal(bookFrom(book, 'manual').googleBooksId, 'B1');
	assert.equal(bookFrom({ ...book, source: 'openlibrary' }, 'manual').googleBooksId, undefined);
	assert.equal(bookFrom({ ...book, source: undefined }, 'manual').googleBooksId, undefined);
});

test('names of catalogues', () => {
	assert.equal(listed(['A']), 'A');
	assert.equal(listed(['A', 'B', 'C']), 'A, B and C');
	assert.equal(sourceName('openlibrary'), 'Open Library');
	assert.equal(sourceName('else'), 'else');
});
