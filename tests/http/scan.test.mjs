// scan.test.mjs - POST /detect/spines and /scan/capture on photos that tools/make-shelf rendered.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from './suite.mjs';
import { client } from './client.mjs';
import { start } from './server.mjs';

const photos = new URL('../photos/', import.meta.url);
const read = (name) => readFileSync(new URL(name, photos));
let server, api;
before(async () => {
	server = await start();
	api = client(server.url);
});
after(() => server.stop());

function form(bytes, fields = {}, { part = 'image', name = 'capture.jpg' } = {}) {
	const f = new FormData();
	f.append(part, new Blob([bytes], { type: 'image/jpeg' }), name);
	for (const [key, value] of Object.entries(fields)) f.append(key, value);
	return f;
}
const fold = (s) => s.toLowerCase().normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '');

describe('a photo of a shelf', () => {
	let answer;
	const truth = JSON.parse(read('sample-shelf.json'));
	const shelf = new URL('../../web/public/sample-shelf.jpg', import.meta.url);

	test('is answered in the form of the contract, with outlines, status and reasons', async () => {
		const { status, body } = await api.post('/scan/capture', form(readFileSync(shelf), { maxLookupResults: '5',
			maxDetections: '500' }));
		assert.equal(status, 200);
		answer = body;
		assert.equal(body.count, body.spines.length);
		for (const s of body.spines) {
			assert.equal(s.polygon.length, 4);
			assert.ok(s.bbox[0] < s.bbox[2] && s.bbox[1] < s.bbox[3] && s.bbox[2] <= body.frameWidth);
			assert.ok(['sure', 'check', 'unknown'].includes(s.status));
			assert.equal(typeof s.extraction.title, 'string');
			assert.equal(typeof s.extraction.text, 'string');
			assert.equal(s.lookup.error, null);
			assert.ok(s.lookup.items.length <= 5);
			for (const item of s.lookup.items) assert.ok(item.score >= 0 && item.score <= 1 && item.reasons.length > 0);
		}
		for (const key of ['detect', 'extractLookup', 'total']) assert.ok(body.timingsMs[key] >= 0);
	});

	test('most of its books are the first candidate, and what is sure is right', () => {
		const titles = truth.books.map((b) => fold(b.title));
		const firsts = answer.spines.map((s) => fold(s.lookup.items[0]?.title ?? ''));
		const found = titles.filter((t) => firsts.includes(t)).length;
		assert.ok(found >= 0.7 * titles.length, `${found} of ${titles.length}`);
		for (const s of answer.spines.filter((x) => x.status === 'sure'))
			assert.ok(titles.includes(fold(s.lookup.items[0].title)), s.lookup.items[0].title);
	});

	test('gives at most maxDetections spines and maxLookupResults candidates', async () => {
		const { body } = await api.post('/scan/capture', form(readFileSync(shelf), { maxDetections: '3',
			maxLookupResults: '-7' }));
		assert.equal(body.spines.length, 3);
		assert.ok(body.spines.every((s) => s.lookup.items.length <= 1));
	});

	test('/detect/spines gives the boxes alone', async () => {
		const { status, body } = await api.post('/detect/spines', form(readFileSync(shelf)));
		assert.equal(status, 200);
		assert.equal(body.count, body.boxes.length);
		const b = body.boxes[0];
		assert.deepEqual([b.x, b.y, b.w, b.h], [b.x1, b.y1, b.x2 - b.x1, b.y2 - b.y1]);
		assert.ok(body.frameWidth > 0 && body.inferenceMs > 0);
	});
});

describe('what is no photo', () => {
	test('is refused with the contract\'s codes', async () => {
		const bytes = read('formats/rgb.png');
		const code = async (f) => (await api.post('/scan/capture', f)).body.error;
		assert.equal(await code({ image: 'x' }), 'missing_image_file');
		assert.equal(await code(form(bytes, {}, { part: 'photo' })), 'missing_image_file');
		assert.equal((await api.post('/scan/capture', '--x\r\nContent-Disposition: form-data; name="image"; filename=""\r\n\r\n' +
			'abc\r\n--x--\r\n', { 'content-type': 'multipart/form-data; boundary=x' })).body.error, 'empty_image_file');
		assert.equal((await api.post('/scan/capture', '--x\r\nContent-Disposition: form-data; name="image"\r\n\r\nabc\r\n--x--\r\n',
			{ 'content-type': 'multipart/form-data; boundary=x' })).body.error, 'missing_image_file');
		assert.equal(await code(form(bytes, { minArea: 'abc' })), 'invalid_min_area');
		assert.equal(await code(form(bytes, { maxDetections: '1.5' })), 'invalid_max_detections');
		assert.equal(await code(form('just text')), 'invalid_image');
		assert.equal(await code(form('')), 'invalid_image');
	});

	for (const name of ['truncated.jpg', 'truncated.png', 'truncated.webp', 'bomb.png', 'text.jpg', 'empty.jpg'])
		test(`${name} is 4xx and the server goes on`, async () => {
			const { status, body } = await api.post('/scan/capture', form(read(`formats/${name}`)));
			assert.ok(status === 400 || status === 413, `${status} ${body.error}`);
			assert.equal((await api.get('/health')).status, 200);
		});
});

test('scanning can be switched off', async () => {
	const s = await start({ env: { BOOKSHELF_SCAN_ENABLED: 'false' } });
	const { status, body } = await client(s.url).post('/scan/capture', form('x'));
	assert.equal(status, 503);
	assert.equal(body.error, 'scan_disabled');
	await s.stop();
});

test('without models a scan says so and the rest works', async () => {
	const s = await start({ args: ['--models-dir', '/nowhere'] });
	const { status, body } = await client(s.url).post('/scan/capture', form(read('formats/rgb.png')));
	assert.equal(status, 503);
	assert.equal(body.error, 'model_unavailable');
	assert.equal((await client(s.url).get('/library/me/books')).status, 200);
	await s.stop();
});
