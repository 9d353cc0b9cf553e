// scans.test.mjs - scans that are kept: opened again, decided, read again, undone; their photos, without metadata.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from './suite.mjs';
import { client } from './client.mjs';
import { beyond } from './document.mjs';
import { noise } from './noise.mjs';
import { engines, postgresql } from './place.mjs';
import { binary, environmentOf, start } from './server.mjs';

const scans = '/library/me/scans', photos = '/library/me/photos', books = '/library/me/books';
const shelfFile = fileURLToPath(new URL('../../web/public/sample-shelf.jpg', import.meta.url));
const noBooks = readFileSync(new URL('../photos/formats/rgb.png', import.meta.url));

// A segment as phones write it: where the photo was taken, and by what.
function withPlace(jpeg) {
	const said = Buffer.from('Exif\0\0II*\0\x08\0\0\0\0\0PhoneCo GPS 48.858N 2.294E', 'latin1');
	const head = Buffer.from([0xff, 0xe1, 0, said.length + 2]);
	return Buffer.concat([jpeg.subarray(0, 2), head, said, jpeg.subarray(2), Buffer.from('a film behind the end')]);
}

function form(bytes, fields = {}) {
	const f = new FormData();
	f.append('image', new Blob([bytes], { type: 'image/jpeg' }), 'capture.jpg');
	for (const [key, value] of Object.entries(fields)) f.append(key, value);
	return f;
}

const bookOf = (spine, scanId, candidateIndex = 0) => ({
	title: spine.lookup.items[candidateIndex].title, authors: spine.lookup.items[candidateIndex].authors,
	source: 'scan', scanId, spineIndex: spine.spineIndex, candidateIndex,
});
const undecided = (spines) => spines.map(({ choice, ...spine }) => spine);

for (const engine of engines)
	describe(engine.name, { skip: engine === postgresql ? engine.missing ?? false : false }, () => {
		let place, server, api;
		before(async () => {
			place = await engine.open({ processes: 1 });
			[server] = place.servers;
			api = client(server.url);
		});
		after(() => place?.close());
		const somebody = () => api.as(`${randomUUID()}@scans.test`);
		const capture = async (me, bytes = noBooks) => {
			const { status, body } = await me.post('/scan/capture', form(bytes, { maxDetections: '500' }));
			assert.equal(status, 200);
			return body;
		};
		const photoOf = async (me, id) => {
			const answer = await fetch(`${server.url}${scans}/${id}/photo`, { headers: { 'x-bookshelf-user-email': me.email } });
			return { status: answer.status, type: answer.headers.get('content-type'), named: answer.headers.get('content-disposition'), etag: answer.headers.get('etag'),
				bytes: Buffer.from(await answer.arrayBuffer()) };
		};

		describe('a shelf that was scanned', () => {
			const email = `${randomUUID()}@scans.test`;
			let me, scan, sure;
			before(async () => {
				me = Object.assign(api.as(email), { email });
				scan = await capture(me, withPlace(readFileSync(shelfFile)));
				sure = scan.spines.filter((s) => s.status === 'sure');
				assert.ok(sure.length >= 4, `${sure.length} sure spines`);
			});

			test('can be opened again as it was answered', async () => {
				assert.match(scan.scanId, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
				assert.equal(scan.photoKept, true);
				assert.equal(scan.notice, undefined);
				const { status, body, headers } = await me.get(`${scans}/${scan.scanId}`);
				assert.equal(status, 200);
				assert.deepEqual(undecided(body.spines), scan.spines);
				assert.ok(body.spines.every((s) => s.choice === null));
				assert.deepEqual([body.count, body.frameWidth, body.frameHeight, body.timingsMs.total],
					[scan.count, scan.frameWidth, scan.frameHeight, scan.timingsMs.total]);
				assert.equal((await me.get(`${scans}/${scan.scanId}`, { 'if-none-match': headers.get('etag') })).status, 304);
			});

			test('its photo is kept without place, maker and what is hidden behind its end', async () => {
				const kept = await photoOf(me, scan.scanId);
				assert.equal(kept.status, 200);
				assert.equal(kept.type, 'image/jpeg');
				assert.match(kept.named, /^inline; filename="shelf-[0-9a-f]{8}\.jpg"/);
				for (const secret of ['Exif', 'PhoneCo', 'GPS', '48.858', 'film']) assert.ok(!kept.bytes.includes(secret), secret);
				assert.ok(kept.bytes.equals(readFileSync(shelfFile)), 'the compressed picture is the same');
				const { body } = await me.get(`${scans}/${scan.scanId}`);
				assert.deepEqual(body.photo, { digest: kept.etag.slice(1, -1), type: 'image/jpeg', bytes: kept.bytes.length });
				const again = await fetch(`${server.url}${scans}/${scan.scanId}/photo`,
					{ headers: { 'x-bookshelf-user-email': email, 'if-none-match': kept.etag } });
				assert.equal(again.status, 304);
			});

			test('nobody else sees it', async () => {
				const other = somebody();
				await other.post(books, { title: 'Emma' });
				for (const path of ['', '/photo']) assert.equal((await other.get(`${scans}/${scan.scanId}${path}`)).status, 404);
				assert.equal((await other.delete(`${scans}/${scan.scanId}/photo`)).status, 404);
				assert.equal((await other.delete(`${scans}/${scan.scanId}`)).status, 404);
				assert.equal((await other.post(`${scans}/${scan.scanId}/replay`)).status, 404);
				assert.equal((await other.post(`${scans}/${scan.scanId}/undo`)).status, 404);
				assert.equal((await other.patch(`${scans}/${scan.scanId}/spines/0`, { choice: 'dismissed' })).status, 404);
				assert.deepEqual((await other.get(scans)).body, { count: 0, items: [] });
			});

			test('what was confirmed, corrected and set aside stands beside its spine', async () => {
				const [a, b, c] = sure;
				const { body } = await me.post(`${books}/batch`, { items: [bookOf(a, scan.scanId),
					{ title: 'Quite Another Book', scanId: scan.scanId, spineIndex: b.spineIndex }] });
				assert.deepEqual(body.results.map((r) => [r.status, r.scanRecorded]), [['created', true], ['created', true]]);
				assert.equal((await me.patch(`${scans}/${scan.scanId}/spines/${c.spineIndex}`, { choice: 'dismissed' })).status, 200);
				const { spines } = (await me.get(`${scans}/${scan.scanId}`)).body;
				const choice = (s) => { const { at, ...rest } = spines[s.spineIndex].choice; assert.match(at, /Z$/); return rest; };
				assert.deepEqual(choice(a), { made: 'confirmed', candidateIndex: 0, bookId: body.results[0].id, bookCreated: true });
				assert.deepEqual(choice(b), { made: 'corrected', candidateIndex: null, bookId: body.results[1].id, bookCreated: true });
				assert.deepEqual(choice(c), { made: 'dismissed', candidateIndex: null, bookId: null, bookCreated: false });
				const [row] = (await me.get(scans)).body.items;
				assert.deepEqual([row.spines, row.decided, row.added], [scan.count, 3, 2]);
				const origins = (await me.get(`${books}/${body.results[0].id}/origins`)).body;
				assert.deepEqual(origins, { count: 1, items: [{ scanId: scan.scanId, spineIndex: a.spineIndex, photoKept: true,
					choice: spines[a.spineIndex].choice }] });
				assert.equal((await me.get(`${books}/${scan.scanId}/origins`)).status, 404);
				assert.equal((await me.patch(`${scans}/${scan.scanId}/spines/${c.spineIndex}`, { choice: 'undecided' })).status, 200);
				assert.equal((await me.get(`${scans}/${scan.scanId}`)).body.spines[c.spineIndex].choice, null);
				await me.patch(`${scans}/${scan.scanId}/spines/${c.spineIndex}`, { choice: 'dismissed' });
			});

			test('read again it is a new scan that keeps what was decided', async () => {
				const { status, body } = await me.post(`${scans}/${scan.scanId}/replay`);
				assert.equal(status, 201);
				assert.notEqual(body.scanId, scan.scanId);
				assert.equal(body.replayOf, scan.scanId);
				// the books that were added meanwhile are answered in the person's words: candidates compare by their titles
				const asRead = (list) => list.map(({ lookup, ...spine }) => ({ ...spine, titles: lookup.items.map((item) => item.title) }));
				assert.deepEqual(asRead(undecided(body.spines)), asRead(scan.spines), 'the same program reads the same');
				assert.deepEqual(sure.slice(0, 3).map((s) => body.spines[s.spineIndex].choice.made), ['confirmed', 'corrected', 'dismissed']);
				assert.equal(body.spines[sure[0].spineIndex].choice.bookCreated, false, 'the first scan made the book');
				assert.equal(body.spines[sure[3].spineIndex].choice, null);
				assert.deepEqual((await me.get(photos)).body.count, 1, 'one photo, two scans');
				assert.equal((await me.delete(`${scans}/${body.scanId}`)).status, 200);
			});

			test('taken back, the books it added go, but for those changed since', async () => {
				const { items } = (await me.get(books)).body;
				const changed = items.find((b) => b.title === 'Quite Another Book');
				await me.patch(`${books}/${changed.id}`, { liked: true });
				const { body } = await me.post(`${scans}/${scan.scanId}/undo`);
				assert.equal(body.removed.length, 1);
				assert.deepEqual(body.changedSince, [changed.id]);
				assert.deepEqual((await me.get(books)).body.items.map((b) => b.title), ['Quite Another Book']);
				assert.equal((await me.get(`${scans}/${scan.scanId}`)).body.spines[sure[0].spineIndex].choice, null);
				assert.deepEqual((await me.post(`${scans}/${scan.scanId}/undo`)).body.removed, []);
			});

			test('its photo deleted, the scan stays, and can no longer be read again', async () => {
				const { body } = await me.delete(`${scans}/${scan.scanId}/photo`);
				assert.equal(body.deleted, 1);
				assert.ok(body.bytes > 1000);
				assert.equal((await photoOf(me, scan.scanId)).status, 404);
				assert.equal((await me.post(`${scans}/${scan.scanId}/replay`)).status, 404);
				assert.equal((await me.delete(`${scans}/${scan.scanId}/photo`)).status, 404);
				assert.equal((await me.get(`${scans}/${scan.scanId}`)).body.photo, null);
				assert.deepEqual((await me.get(photos)).body, { count: 0, bytes: 0, maxBytes: 2 ** 31, keepPhotos: true });
			});
		});

		test('scans are listed newest first, a page at a time, and go to the trash', async () => {
			const me = somebody();
			const ids = [];
			for (let i = 0; i < 3; i++) ids.unshift((await capture(me)).scanId);
			const first = await me.get(`${scans}?limit=2`);
			assert.deepEqual(first.body.items.map((s) => s.scanId), ids.slice(0, 2));
			const next = /<([^>]*)>; rel="next"/.exec(first.headers.get('link'))[1];
			const second = await me.get(next.replace(server.url, ''));
			assert.deepEqual(second.body.items.map((s) => s.scanId), ids.slice(2));
			assert.equal(second.headers.get('link'), null);
			assert.equal((await me.get(`${scans}?limit=0`)).body.error, 'invalid_limit');
			assert.equal((await me.get(`${scans}?cursor=abc`)).body.error, 'invalid_cursor');
			assert.equal((await me.delete(`${scans}/${ids[0]}`)).status, 200);
			assert.equal((await me.get(`${scans}/${ids[0]}`)).status, 404);
			assert.deepEqual((await me.get(scans)).body.items.map((s) => s.scanId), ids.slice(1));
			assert.equal((await me.post(`/library/me/trash/${ids[0]}/restore`)).status, 200);
			assert.equal((await me.get(`${scans}/${ids[0]}`)).body.photo.type, 'image/png');
		});

		test('a small photo is made when it is asked for, known again, and deleted with its photo', async () => {
			const email = `${randomUUID()}@scans.test`, me = Object.assign(api.as(email), { email });
			const small = (id, width, more = {}) => fetch(`${server.url}${scans}/${id}/photo?width=${width}`, { headers: { 'x-bookshelf-user-email': email, ...more } });
			const files = () => readdirSync(join(server.dataDir, 'photos', folder)).sort();
			const before = readdirSync(join(server.dataDir, 'photos'));
			const one = await capture(me, readFileSync(shelfFile));
			const [folder] = readdirSync(join(server.dataDir, 'photos')).filter((f) => !before.includes(f));
			const answers = await Promise.all([320, 320, 320, 640].map((width) => small(one.scanId, width)));
			const sizes = await Promise.all(answers.map(async (a) => (await a.arrayBuffer()).byteLength));
			assert.deepEqual(answers.map((a) => [a.status, a.headers.get('content-type')]), Array(4).fill([200, 'image/jpeg']));
			assert.ok(sizes[0] > 1000 && sizes[0] === sizes[2] && sizes[0] < sizes[3] && sizes[3] < 186118, `${sizes}`);
			const { digest } = (await me.get(`${scans}/${one.scanId}`)).body.photo;
			assert.deepEqual(files(), [`${digest}-320.jpg`, `${digest}-640.jpg`, `${digest}.jpg`]);
			assert.equal(answers[0].headers.get('etag'), `"${digest}-320"`);
			assert.ok(answers[0].headers.get('content-disposition').startsWith(`inline; filename="shelf-${digest.slice(0, 8)}.jpg"`));
			assert.equal(answers[0].headers.get('cache-control'), 'private, max-age=2592000, immutable');
			assert.equal((await small(one.scanId, 320, { 'if-none-match': answers[0].headers.get('etag') })).status, 304);
			assert.equal((await small(one.scanId, 640, { 'if-none-match': answers[0].headers.get('etag') })).status, 200);
			for (const width of ['321', '0', 'wide', '-160']) assert.equal((await me.get(`${scans}/${one.scanId}/photo?width=${width}`)).body.error, 'invalid_width');
			const stranger = somebody();
			await stranger.post(books, { title: 'Emma' });
			assert.equal((await stranger.get(`${scans}/${one.scanId}/photo?width=320`)).status, 404);
			assert.deepEqual((await me.get(photos)).body.count, 1);
			assert.equal((await me.delete(`${scans}/${one.scanId}/photo`)).status, 200);
			assert.deepEqual(files(), [], 'deleting one photo deletes its small ones');
			assert.equal((await small(one.scanId, 320)).status, 404);
			const two = await capture(me, readFileSync(shelfFile)), three = await capture(me);
			assert.deepEqual([(await small(two.scanId, 160)).status, (await small(three.scanId, 1280)).status], [200, 200]);
			assert.equal(files().length, 4);
			assert.equal((await me.delete(photos)).body.deleted, 2);
			assert.deepEqual(files(), [], 'deleting all deletes all small ones');
		});

		test('a photo beyond what one may keep is read all the same, and the answer says that it was not kept', async () => {
			const small = await start({ dataDir: server.dataDir, env: { DATABASE_URL: place.url, BOOKSHELF_MAX_KEPT_MIB: '1' } });
			try {
				const me = client(small.url).as(`${randomUUID()}@scans.test`);
				const send = async (bytes) => (await me.post('/scan/capture', form(bytes))).body;
				const first = await send(noBooks);
				assert.equal(first.photoKept, true);
				const { body } = await me.get(photos);
				assert.deepEqual([body.bytes, body.maxBytes], [noBooks.length, 1 << 20]);
				const big = await send(noise(700));
				assert.deepEqual([big.photoKept, typeof big.scanId], [false, 'string']);
				assert.match(big.notice, /could not be kept: .* 1 MiB .*delete some/);
				assert.equal((await me.get(`${scans}/${big.scanId}`)).body.photo, null);
				assert.equal((await me.get(photos)).body.count, 1);
			} finally {
				await small.stop();
			}
		});

		test('all photos are deleted at once, from the disk too', async () => {
			const me = somebody();
			const folders = () => readdirSync(join(server.dataDir, 'photos'));
			const before = folders();
			const { scanId } = await capture(me);
			const [mine] = folders().filter((f) => !before.includes(f));
			const files = () => readdirSync(join(server.dataDir, 'photos', mine)).length;
			assert.deepEqual((await me.get(photos)).body, { count: 1, bytes: noBooks.length, maxBytes: 2 ** 31, keepPhotos: true });
			assert.equal(files(), 1);
			assert.deepEqual((await me.delete(photos)).body, { deleted: 1, bytes: noBooks.length });
			assert.equal(files(), 0);
			assert.equal((await me.get(`${scans}/${scanId}`)).body.photo, null);
			assert.deepEqual((await me.delete(photos)).body, { deleted: 0, bytes: 0 });
		});

		test('a photo that is scanned while all photos are deleted is there, or its scan names none', async () => {
			const me = somebody();
			await me.post(books, { title: 'Emma' });
			for (let round = 0; round < 3; round++)
				await Promise.all([capture(me), me.delete(photos), capture(me), me.delete(photos), me.delete(photos), capture(me)]);
			const { items } = (await me.get(`${scans}?limit=100`)).body;
			assert.equal(items.length, 9);
			for (const { scanId, photo } of items)
				assert.equal((await me.get(`${scans}/${scanId}/photo`)).status, photo ? 200 : 404);
		});

		test('who says so keeps no photos of new scans; the old ones stay', async () => {
			const me = somebody();
			const old = await capture(me);
			assert.equal((await me.patch('/library/me/profile', { keepPhotos: false })).status, 200);
			assert.deepEqual((await me.get(photos)).body, { count: 1, bytes: noBooks.length, maxBytes: 2 ** 31, keepPhotos: false });
			const scan = await capture(me);
			assert.match(scan.scanId, /-/);
			assert.equal(scan.photoKept, false);
			assert.equal(scan.notice, undefined);
			assert.equal((await me.get(`${scans}/${scan.scanId}`)).body.photo, null);
			assert.equal((await me.get(`${scans}/${old.scanId}`)).body.photo.type, 'image/png');
			assert.equal((await somebody().get(photos)).body.keepPhotos, true);
		});

		test('what is said wrongly of a spine is refused by name, and keeps no other book of the batch back', async () => {
			const me = somebody();
			const { scanId } = await capture(me);
			const { body } = await me.post(`${books}/batch`, beyond({ items: [
				{ title: 'A', scanId: 'x', spineIndex: 0 }, { title: 'B', scanId }, { title: 'C', scanId, spineIndex: -1 },
				{ title: 'D', scanId, spineIndex: 0, candidateIndex: 'first' }, { title: 'E', scanId, spineIndex: 99 },
				{ title: 'F', scanId: randomUUID(), spineIndex: 0 }, { title: 'G', scanId: null }] }));
			assert.deepEqual(body.results.map((r) => r.error ?? r.status), ['invalid_scan_id', 'invalid_spine_index', 'invalid_spine_index',
				'invalid_candidate_index', 'created', 'created', 'created']);
			assert.ok(body.results.every((r) => r.scanRecorded === undefined), 'no such spine: the book is saved all the same');
			assert.equal((await me.patch(`${scans}/${scanId}/spines/99`, { choice: 'dismissed' })).status, 404);
			assert.equal((await me.patch(`${scans}/${scanId}/spines/x`, { choice: 'dismissed' })).status, 404);
			assert.equal((await me.patch(`${scans}/${scanId}/spines/0`, { choice: 'confirmed' })).body.error, 'invalid_choice');
			assert.equal((await me.get(`${scans}/not-an-id`)).status, 404);
		});
	});

test('an identity that is none is refused before the photo is read', async () => {
	const s = await start();
	const { status, body } = await client(s.url).as('nobody').post('/scan/capture', form(noBooks));
	assert.deepEqual([status, body.error], [400, 'invalid_email']);
	await s.stop();
});

describe('the photo is answered even when it cannot be kept', () => {
	test('for nobody at all, without a word', async () => {
		const s = await start({ env: { BOOKSHELF_ENABLE_DEV_IDENTITY_FALLBACK: 'false' } });
		const { status, body } = await client(s.url).post('/scan/capture', form(noBooks));
		assert.equal(status, 200);
		assert.deepEqual([body.scanId, body.photoKept, body.notice], [null, false, undefined]);
		await s.stop();
	});
});

test('scan --add on the command line keeps the scan its books come from', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'bookshelf-test-'));
	const { status, stdout, stderr } = spawnSync(binary, ['scan', shelfFile, '--add', '--data-dir', dir],
		{ encoding: 'utf8', env: environmentOf(dir) });
	assert.equal(status, 0, stderr);
	const added = Number(/added to the library: (\d+)/.exec(stdout)[1]);
	const s = await start({ dataDir: dir });
	const [row] = (await client(s.url).get(scans)).body.items;
	assert.ok(added >= 4);
	assert.deepEqual([row.decided, row.added], [added, added]);
	assert.equal(row.photo.type, 'image/jpeg');
	await s.stop();
	rmSync(dir, { recursive: true });
});
