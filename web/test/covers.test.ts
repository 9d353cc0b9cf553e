// covers.test.ts - where covers are, that each is asked for once, and why a photo is none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Covers, coverPath, hueOf, whyNoCover } from '../src/covers';
import type { Cover } from '../src/covers';
import { Problem } from '../src/problem';

const cover = (kind: Cover['kind'] = 'edition') => ({ kind, blob: new Blob(['x']) });
const none = () => new Problem(404, 'not_found', 'there is no cover');
const notYet = (seconds: number) => new Problem(404, 'not_found', 'it is being asked for', seconds);

/** Covers of which the answers are these, in turn, and what was asked and waited for. */
function answering(answers: (Cover | Problem)[], most?: number) {
	const asked: string[] = [], waited: number[] = [];
	const covers = new Covers(async (key) => {
		asked.push(key);
		const answer = answers.shift()!;
		if (answer instanceof Problem)
			throw answer;
		return answer;
	}, async (seconds) => waited.push(seconds), most);

	return { covers, asked, waited };
}

test('a link to a cover of this server is a path of this page, in the size that is shown', () => {
	assert.equal(coverPath('http://here:5001/covers/isbn:9780141439587?size=medium', 'small'), 'covers/isbn:9780141439587?size=small');
	assert.equal(coverPath('https://books.example/shelf/covers/isbn:1?size=medium', 'large'), 'covers/isbn:1?size=large');
});

test('any other link is nobody\'s to be asked', () => {
	for (const link of [null, undefined, '', 'https://pictures.example/emma.jpg', 'https://x.example/b/isbn/1-L.jpg', 'javascript:/covers/x',
		'https://x.example/?u=/covers/x', 'https://x.example/covers/', 'https://x.example/covers/a/b'])
		assert.equal(coverPath(link, 'small'), '', String(link));
});

test('a title has one colour, and titles have many', () => {
	const titles = Array.from({ length: 60 }, (_, i) => `Volume ${i}`);

	assert.equal(hueOf('Emma'), hueOf('Emma'));
	assert.ok(new Set(titles.map(hueOf)).size > 20);
	for (const title of [...titles, '', '雪国', '🙂'])
		assert.ok(hueOf(title) >= 0 && hueOf(title) < 360);
});

test('a cover is asked for once, and that there is none, too', async () => {
	const { covers, asked } = answering([cover('own'), none()]);

	assert.equal((await covers.of('a'))?.kind, 'own');
	assert.equal((await covers.of('a'))?.kind, 'own');
	assert.equal(await covers.of('b'), null);
	assert.equal(await covers.of('b'), null);
	assert.deepEqual(asked, ['a', 'b']);
});

test('one that is just being fetched is asked for once more when the server says, and anew the next time', async () => {
	const { covers, asked, waited } = answering([notYet(3), cover(), notYet(3), notYet(3), cover()]);

	assert.equal((await covers.of('a'))?.kind, 'edition');
	assert.deepEqual(waited, [3]);
	await assert.rejects(covers.of('b'));
	assert.equal((await covers.of('b'))?.kind, 'edition');
	assert.deepEqual(asked, ['a', 'a', 'b', 'b', 'b']);
});

test('a failure is not kept, and a long wait is not waited for', async () => {
	const { covers, waited } = answering([new Problem(0, 'no_answer', ''), notYet(3600), cover()]);

	await assert.rejects(covers.of('a'));
	await assert.rejects(covers.of('a'));
	assert.ok(await covers.of('a'));
	assert.deepEqual(waited, []);
});

test('no more are kept than shall be, and none of somebody else\'s', async () => {
	const { covers, asked } = answering(Array.from({ length: 9 }, () => cover()), 2);

	for (const key of ['a', 'b', 'c', 'c', 'b', 'a'])
		await covers.of(key);
	assert.deepEqual(asked, ['a', 'b', 'c', 'a']);
	covers.forget();
	await covers.of('a');
	assert.equal(asked.length, 5);
});

test('why a photo did not become a cover is told in words', () => {
	const why = (status: number, code: string, message = '') => whyNoCover(new Problem(status, code, message), 31e6);

	assert.equal(why(413, 'too_large', 'a photo may have 25 MiB'), 'This photo is too large, 31.0 MB. A photo may have 25 MiB.');
	assert.match(why(413, 'http_413'), /too large.*Choose a smaller one/);
	assert.match(why(400, 'invalid_image', 'not a picture'), /could not be read as a photo/);
	assert.match(why(507, 'insufficient_storage', 'your photos take up the 1 MiB you have for them'), /^Your photos take up the 1 MiB you have for them\.$/);
	assert.match(why(0, 'no_answer'), /could not be reached/);
	assert.match(why(404, 'not_found', 'x'), /no longer in your library/);
	assert.match(why(503, 'busy', 'x'), /busy/);
	assert.match(why(500, 'internal'), /500/);
	assert.match(whyNoCover(new TypeError('x'), 1), /did not work/);
});
