// shelf.test.ts - what becomes of a spine: its look, its name, whether the book is owned, what is sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Book, Candidate, Spine } from '../src/api';
import { Owned, bookFrom, candidateByHand, fateOf, fold, lookOf, nameOf, nextOf, originOf, textOf } from '../src/shelf';

const candidate = (title: string, ...authors: string[]): Candidate =>
	({ id: 'c1', title, authors, publishedDate: null, publisher: null });

const book = (id: string, title: string, author: string, isbn13: string | null = null): Book =>
	({ id, title, author, isbn13, publishedYear: null, rating: null, liked: false, loaned: false, shelf: 'read', addedAt: '' });

const spine = (status: Spine['status'], items: Candidate[], title = 'EMMA', author: string | null = null): Spine =>
	({ spineIndex: 0, polygon: [], confidence: 1, status, extraction: { title, author, confidence: 1, text: 'EMMA\nAUSTEN' }, lookup: { error: null, items } });

test('folding keeps letters of every script and drops accents, case and punctuation', () => {
	assert.equal(fold('  L’Étranger: roman! '), 'l etranger roman');
	assert.equal(fold('Война и мир'), fold('ВОЙНА  И МИР.'));
	assert.notEqual(fold('吾輩は猫である'), '');
});

test('a book is owned by its ISBN, or by its title and a shared name', () => {
	const owned = new Owned([book('1', 'The Hobbit', 'J.R.R. Tolkien'), book('2', 'It', 'Stephen King', '9780450411434')]);

	assert.equal(owned.find(candidate('the hobbit', 'Tolkien, J. R. R.'))?.id, '1');
	assert.equal(owned.find(candidate('The Hobbit'))?.id, '1');
	assert.equal(owned.find(candidate('It', 'Alexa Chung')), undefined);
	assert.equal(owned.find({ ...candidate('It: a novel', 'King'), isbn13: '9780450411434' })?.id, '2');
	assert.equal(owned.find(undefined), undefined);
	assert.equal(new Owned([book('3', 'Emma', 'Unknown author')]).find(candidate('Emma', 'Jane Austen'))?.id, '3');
});

test('a spine looks as decided, else as owned, else as read', () => {
	const none = new Owned([]);
	const some = new Owned([book('1', 'Emma', 'Jane Austen')]);
	const emma = spine('sure', [candidate('Emma', 'Jane Austen')]);

	assert.equal(lookOf(emma, { is: 'open' }, none), 'sure');
	assert.equal(lookOf(emma, { is: 'open' }, some), 'yours');
	assert.equal(lookOf(emma, { is: 'added', bookId: '1' }, some), 'added');
	assert.equal(lookOf(emma, { is: 'dismissed' }, some), 'dismissed');
	assert.equal(lookOf(emma, { is: 'refused', why: '' }, none), 'sure');
	assert.equal(lookOf({ ...emma, status: 'unknown' }, undefined, some), 'unknown');
});

test('a spine whose book was removed from the library waits for a decision again', () => {
	assert.equal(lookOf(spine('check', []), { is: 'added', bookId: 'gone' }, new Owned([])), 'check');
});

test('what the server remembers of a decision is decided again', () => {
	const chosen = (choice: Spine['choice']) => fateOf({ ...spine('sure', []), choice });

	assert.deepEqual(chosen({ made: 'confirmed', bookId: '1' }), { is: 'added', bookId: '1' });
	assert.deepEqual(chosen({ made: 'corrected', bookId: '2' }), { is: 'added', bookId: '2' });
	assert.deepEqual(chosen({ made: 'dismissed', bookId: null }), { is: 'dismissed' });
	assert.deepEqual(chosen({ made: 'confirmed', bookId: null }), { is: 'open' }, 'its book is gone for good');
	assert.deepEqual(chosen(null), { is: 'open' });
	assert.deepEqual(fateOf(spine('sure', [])), { is: 'open' });
});

test('a book says which spine of a kept scan it comes from, and which candidate it was', () => {
	const [first, second] = [candidate('Emma'), candidate('Emil')];
	const emma = { ...spine('check', [first, second]), spineIndex: 7 };

	assert.deepEqual(originOf('s1', emma, second), { scanId: 's1', spineIndex: 7, candidateIndex: 1 });
	assert.deepEqual(originOf('s1', emma, candidate('Emma')), { scanId: 's1', spineIndex: 7 });
	assert.deepEqual(originOf(null, emma, first), {});
	assert.deepEqual(originOf(undefined, emma, first), {});
});

test('a spine is called by its book, or by what was read where there is none', () => {
	assert.deepEqual(nameOf(spine('check', [candidate('Emma', 'Jane Austen')])), { title: 'Emma', author: 'Jane Austen', read: false });
	assert.deepEqual(nameOf(spine('unknown', [candidate('Emma')])), { title: 'EMMA', author: '', read: true });
	assert.equal(nameOf(spine('unknown', [], '[unreadable]')).title, '');
	assert.equal(nameOf(spine('unknown', [], 'MEAT\nEATER ')).title, 'MEAT EATER');
	assert.equal(textOf(spine('unknown', [])), 'EMMA\nAUSTEN');
});

test('what is not known is not sent, so that it erases nothing', () => {
	assert.deepEqual(bookFrom(candidate('Emma'), 'manual'), { title: 'Emma', source: 'manual' });
	assert.deepEqual(bookFrom({ ...candidate('Emma', 'Jane Austen'), publishedDate: '1815-12-23', isbn13: '9780141439587' }, 'scan'), {
		title: 'Emma', author: 'Jane Austen', authors: ['Jane Austen'], publishedDate: '1815-12-23', publishedYear: 1815,
		isbn13: '9780141439587', source: 'scan',
	});
});

test('authors typed by hand are told apart, but not at commas', () => {
	assert.deepEqual(candidateByHand(' Good Omens ', 'Terry Pratchett and Neil Gaiman').authors, ['Terry Pratchett', 'Neil Gaiman']);
	assert.deepEqual(candidateByHand('The Hobbit', 'Tolkien, J. R. R.').authors, ['Tolkien, J. R. R.']);
	assert.deepEqual(candidateByHand('Beowulf', '').authors, []);
});

test('the next of a kind is found going round, the start itself last', () => {
	const even = (i: number) => i % 2 === 0;

	assert.equal(nextOf(0, 5, 1, even), 2);
	assert.equal(nextOf(4, 5, 1, even), 0);
	assert.equal(nextOf(0, 5, -1, even), 4);
	assert.equal(nextOf(2, 5, 1, (i) => i === 2), 2);
	assert.equal(nextOf(0, 5, 1, () => false), -1);
});
