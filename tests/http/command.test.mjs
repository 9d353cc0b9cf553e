// What commands say to the person at the terminal when something is not as it should be, and the files they leave.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from './suite.mjs';
import { binary } from './server.mjs';

const dir = mkdtempSync(join(tmpdir(), 'bookshelf-command-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const at = (name) => join(dir, name);

const env = Object.fromEntries(Object.entries(process.env).filter(([n]) => !n.startsWith('BOOKSHELF_') && n !== 'DATABASE_URL'));

function run(...words) {
	const r = spawnSync(binary, words, { cwd: dir, env, encoding: 'utf8' });
	return { code: r.status, out: r.stdout, err: r.stderr };
}

/* What `catalogue identify` makes of this input, its lines of JSON. */
function identify(input, ...options) {
	const r = spawnSync(binary, ['catalogue', 'identify', ...(options.includes('--data-dir') ? [] : ['--data-dir', at('data')]), ...options], { cwd: dir, env, input });
	assert.equal(r.status, 0, r.stderr.toString());
	return r.stdout.toString().trimEnd().split('\n').filter(Boolean).map((line) => JSON.parse(line));
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

test('a spine\'s text is answered with books, why, how certainly and how fast', () => {
	const [book, two, none] = identify('JANE AUSTEN PRlDE AND PREJUDICE\r\nMoby-Dick Herman Melville 813.3 MEL\nqzx wvk jjf', '--max', '2');
	assert.equal(book.line, 1);
	assert.equal(book.status, 'sure');
	assert.ok(book.certainty > 0.83 && book.certainty <= 1 && book.microseconds > 0);
	assert.equal(book.candidates[0].title, 'Pride and Prejudice');
	assert.deepEqual(book.candidates[0].authors, ['Jane Austen']);
	assert.ok(book.candidates[0].score > 0.9 && book.candidates[0].reasons.length);
	assert.ok(book.candidates.length <= 2);
	assert.equal(two.candidates[0].title, 'Moby-Dick');
	assert.equal(two.candidates[0].callNumber, 1);
	assert.deepEqual([none.line, none.status], [3, 'unknown']);
});

test('a line that cannot be asked about is answered, and the next one as well', () => {
	const answers = identify(Buffer.concat([Buffer.from('\n \t\n'), Buffer.from([0xff, 0xfe, 10]), Buffer.from('x'.repeat(5000) + '\n'),
		Buffer.from('a\0b\n'), Buffer.from('.-.\n'), Buffer.from('Emma Jane Austen')]));
	assert.deepEqual(answers.map((a) => a.error), ['the line is empty', 'the line is empty', 'the line is not valid UTF-8',
		'the line is longer than 4096 bytes', undefined, undefined, undefined]);
	assert.deepEqual(answers.map((a) => a.line), [1, 2, 3, 4, 5, 6, 7]);
	for (const a of answers.slice(0, 6)) assert.equal(a.status, 'unknown');
	assert.equal(answers[6].candidates[0].title, 'Emma');
	assert.deepEqual(identify(''), []);
	assert.equal(identify('x'.repeat(4096)).length, 1);
});

test('lines up to an empty one are a shelf, whose spines support each other', () => {
	writeFileSync(at('two.csv'), 'title,authors,isbn13\nThe Glass Lantern,Ada Quill,9780306406157\nThe Glass Lantern,Tom Varga,9780804429573\nThe Salt Road,Tom Varga,\n');
	run('catalogue', 'import', at('two.csv'), '--data-dir', at('shelf'));
	const ask = (input, ...options) => identify(input, '--data-dir', at('shelf'), ...options);
	const text = 'THE GLASS LANTERN\nTHE SALT ROAD TOM VARGA\n';
	const [alone] = ask(text), [beside, sure, again] = ask(`${text}\nTHE GLASS LANTERN\n`, '--shelf');
	assert.equal(sure.status, 'sure');
	assert.deepEqual(alone.candidates[0].authors, ['Ada Quill']);
	assert.deepEqual(beside.candidates[0].authors, ['Tom Varga']);
	assert.deepEqual(again.candidates[0].authors, ['Ada Quill']);
	assert.deepEqual([beside.line, sure.line, again.line], [1, 2, 4]);
	assert.deepEqual(ask('\n\n\n', '--shelf'), []);
	assert.deepEqual(ask(`${'x'.repeat(5000)}\nTHE SALT ROAD TOM VARGA\n\n`, '--shelf').map((a) => a.error ?? a.candidates[0].title),
		['the line is longer than 4096 bytes', 'The Salt Road']);
	assert.equal(ask('THE SALT ROAD\n'.repeat(501), '--shelf').length, 501);
});

test('a line is answered before the next is written', async () => {
	const child = spawn(binary, ['catalogue', 'identify', '--data-dir', at('data')], { cwd: dir, env, stdio: ['pipe', 'pipe', 'inherit'] });
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	for (const [text, title] of [['Emma Jane Austen', 'Emma'], ['Ulysses James Joyce', 'Ulysses']]) {
		child.stdin.write(`${text}\n`);
		assert.equal(JSON.parse((await lines.next()).value).candidates[0].title, title);
	}
	child.stdin.end();
	assert.equal((await lines.next()).done, true);
});

test('identify refuses options that it does not have', () => {
	for (const words of [['--max', '0'], ['--max', '11'], ['--max', 'x'], ['--max'], ['--fast'], ['word']]) {
		const { code, err } = run('catalogue', 'identify', '--data-dir', at('data'), ...words);
		assert.equal(code, 2, words.join(' '));
		assert.match(err, /^bookshelf: [^\n]*\n$/);
	}
});
