// What commands say to the person at the terminal when something is not as it should be, and the files they leave.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from './suite.mjs';
import { binary } from './server.mjs';

const dir = mkdtempSync(join(tmpdir(), 'bookshelf-command-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const at = (name) => join(dir, name);

function run(...words) {
	const own = Object.entries(process.env).filter(([n]) => !n.startsWith('BOOKSHELF_') && n !== 'DATABASE_URL');
	const r = spawnSync(binary, words, { cwd: dir, env: Object.fromEntries(own), encoding: 'utf8' });
	return { code: r.status, out: r.stdout, err: r.stderr };
}

test('what a command cannot do is said once, by the name of the file and without SQL', () => {
	run('books', '--data-dir', at('data'));
	writeFileSync(at('no.db'), 'not a database, and longer than the head of one\n'.repeat(20));
	for (const words of [['restore', 'none.backup'], ['restore', '.'], ['import', 'none.csv'], ['scan', 'none.jpg'],
		['export', 'none/x.json'], ['backup', 'none/x.backup'], ['books', '--database-url', 'sqlite:no.db'],
		['migrate', 'status', '--database-url', 'sqlite:no.db']]) {
		const { code, err } = run(...words, '--data-dir', at('data'));
		assert.notEqual(code, 0, words.join(' '));
		assert.match(err, /^bookshelf: [^\n]*\n$/, words.join(' '));
		assert.ok(err.includes(words.at(-1).replace('sqlite:', '')), err);
		assert.doesNotMatch(err, /PRAGMA|\.c\b|fd \d/, err);
	}
});

test('help of a command is found wherever the settings stand, right or wrong', () => {
	for (const words of [['books', '--help'], ['--data-dir', 'x', 'books', '--help'], ['books', '--port', '1', '--help'], ['--port=abc', 'books', '--help']]) {
		const { code, out } = run(...words);
		assert.equal(code, 0, words.join(' '));
		assert.match(out, /bookshelf books/, words.join(' '));
	}
	assert.match(run('--port=abc', '--help').out, /bookshelf serve/);
});

test('a copy from an address where nothing is fails and makes no file there', () => {
	const { code, err } = run('copy', '--from', 'sqlite:typo.db', '--to', 'sqlite:new.db');
	assert.notEqual(code, 0);
	assert.match(err, /there is no library/);
	assert.ok(!existsSync(at('typo.db')) && !existsSync(at('new.db')));
});

test('what a command writes is not for other accounts of the computer', () => {
	run('books', '--data-dir', at('data'), '--database-url', 'sqlite:own.db');
	run('export', 'own.json', '--data-dir', at('data'));
	for (const name of ['own.db', 'own.json']) assert.equal(statSync(at(name)).mode & 0o007, 0, name);
});
