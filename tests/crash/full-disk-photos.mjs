// full-disk-photos.mjs - what becomes of a photo that is scanned while the disk is nearly, then wholly full. Run by
// tests/http/full-disk.test.mjs with $TMPDIR on a small disk; prints what happened as JSON.
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { client } from '../http/client.mjs';
import { start } from '../http/server.mjs';

const photo = readFileSync(new URL('../../web/public/sample-shelf.jpg', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'full-'));
const server = await start({ dataDir: dir });
const api = client(server.url);
const ballast = openSync(join(dir, 'ballast'), 'w');
const page = Buffer.alloc(4096, 1);

function fillUp(leaveBytes) {
	for (let at = 0;; at += page.length) {
		const fs = statfsSync(dir);

		if (fs.bavail * fs.bsize <= leaveBytes)
			return;
		try {
			writeSync(ballast, page, 0, page.length, at);
		} catch {
			return;
		}
	}
}

/* Another picture each time: the same one would be one file. */
async function capture(n) {
	const form = new FormData();
	const comment = Buffer.from([0xff, 0xdb, 0, 67, 1, ...Array(64).fill(n)]); /* a table that nothing uses */

	form.append('image', new Blob([Buffer.concat([photo.subarray(0, 2), comment, photo.subarray(2)])]), 'shelf.jpg');
	const { status, body } = await api.post('/scan/capture', form);

	return { status, kept: Boolean(body.scanId), photo: body.photoKept, notice: body.notice ?? '', spines: body.count };
}

const seen = { before: await capture(1) };

fillUp(photo.length - 8192);
seen.noRoomForThePhoto = await capture(2);
fillUp(0);
seen.noRoomAtAll = await capture(3);
seen.old = (await api.get('/library/me/scans')).body.items.length;
ftruncateSync(ballast, 0);
seen.after = await capture(4);
seen.photos = (await api.get('/library/me/photos')).body.count;
closeSync(ballast);
await server.stop();
console.log(JSON.stringify(seen));
