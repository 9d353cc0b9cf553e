// The disk is full: writes are refused with a clear word, what was saved stays and can be read, and when there is room again
// everything goes on. In a small mount of its own, which needs root; skipped, and said so, where that is not allowed.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from './suite.mjs';
import { fileURLToPath } from 'node:url';
import { engines } from './place.mjs';

const script = join(dirname(fileURLToPath(import.meta.url)), '..', 'crash', 'full-disk.mjs');
const folder = mkdtempSync(join(tmpdir(), 'bookshelf-disk-'));
const mounted = (size, command) => ['-m', 'sh', '-c', `mount -t tmpfs -o size=${size}m,mode=1777 tmpfs "$0" && exec "$@"`, folder, ...command];
const allowed = spawnSync('unshare', mounted(1, ['true'])).status === 0;
const megabytes = { SQLite: 16, PostgreSQL: 160 };

after(() => rmdirSync(folder));

for (const engine of engines)
	describe(engine.name, { skip: engine.missing ?? (allowed ? false : 'mounting a small disk is not allowed here') }, () => {
		test('a full disk is said so, nothing is lost, and it goes on when there is room', () => {
			const out = execFileSync('unshare', mounted(megabytes[engine.name], [process.execPath, script, engine.name]),
				{ env: { ...process.env, TMPDIR: folder }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
			const is = JSON.parse(out.trim().split('\n').at(-1));
			assert.ok(is.before > 20, `${is.before} books before it was full`);
			for (const answer of Object.keys(is.seen)) assert.match(answer, /^(201|507 insufficient_storage|503 unavailable)$/, out);
			assert.ok(is.seen['507 insufficient_storage'] > 0 || engine.name === 'PostgreSQL', out);
			assert.equal(is.health, 200);
			assert.ok(!is.lostWhileFull, out);
			assert.equal(is.lostAfter, 0);
			assert.deepEqual(is.after, [201], 'it recovers');
			assert.equal(is.lostInTheEnd, 0);
			assert.equal(is.alive, true);
		});
	});

test('a photo is read even when there is no room for it, and what was not kept is said', { skip: allowed ? false : 'mounting a small disk is not allowed here' }, () => {
	const photos = join(dirname(script), 'full-disk-photos.mjs');
	const out = execFileSync('unshare', mounted(12, [process.execPath, photos]),
		{ env: { ...process.env, TMPDIR: folder }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
	const { before, noRoomForThePhoto, noRoomAtAll, old, after: afterwards, photos: count } = JSON.parse(out.trim().split('\n').at(-1));
	for (const scan of [before, noRoomForThePhoto, noRoomAtAll, afterwards]) assert.deepEqual([scan.status, scan.spines], [200, before.spines], out);
	assert.deepEqual([before.kept, before.photo, before.notice], [true, true, ''], out);
	assert.deepEqual([noRoomForThePhoto.kept, noRoomForThePhoto.photo], [true, false], out);
	assert.match(noRoomForThePhoto.notice, /no room/);
	assert.deepEqual([noRoomAtAll.kept, noRoomAtAll.photo], [false, false], out);
	assert.match(noRoomAtAll.notice, /could not be kept/);
	assert.equal(old, 2);
	assert.deepEqual([afterwards.kept, afterwards.photo, afterwards.notice], [true, true, ''], out);
	assert.equal(count, 2);
});
