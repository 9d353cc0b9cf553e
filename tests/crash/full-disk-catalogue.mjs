// full-disk-catalogue.mjs - what becomes of an import into the catalogue with more and more room left on the disk, until there is enough. Run by
// tests/http/catalogue.test.mjs with $TMPDIR on a small disk; prints what happened as JSON.
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDump, titleOf } from '../http/dumps.mjs';
import { binary } from '../http/server.mjs';

const dir = mkdtempSync(join(tmpdir(), 'full-'));
const run = (...words) => spawnSync(binary, ['catalogue', ...words, '--data-dir', join(dir, 'data')], { encoding: 'utf8' });
const put = (name, text) => {
	writeFileSync(join(dir, name), text);
	return join(dir, name);
};
const page = Buffer.alloc(65536, 1);

run('import', put('own.csv', 'title,authors\nSalt and Saffron Roads,Farid Anwari\n'));
const file = put('dump.txt', makeDump(8000).all);
const ballast = openSync(join(dir, 'ballast'), 'w');

function leave(bytes) {
	ftruncateSync(ballast, 0);
	for (let at = 0;; at += page.length) {
		const fs = statfsSync(dir);

		if (fs.bavail * fs.bsize <= bytes + page.length) return;
		writeSync(ballast, page, 0, page.length, at);
	}
}

const attempt = (room) => {
	const { status: code, signal, stderr: err } = run('import', file);
	return { room, code, signal, err, search: run('search', 'salt and saffron').stdout.split('\n')[0] };
};

const tries = [];
for (const room of [0, 300e3, 1e6, 2e6, 3e6, 4e6, 6e6, 8e6]) {
	leave(room);
	tries.push(attempt(room));
}
ftruncateSync(ballast, 0);
const last = attempt(1e9);
last.book = run('search', titleOf(77)).stdout.split('\n')[0];
closeSync(ballast);
console.log(JSON.stringify({ tries, after: last }));
