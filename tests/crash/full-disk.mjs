// full-disk.mjs - fill the disk below a library, look, make room again, look. Run by tests/http/full-disk.test.mjs inside a mount of its
// own whose folder is TMPDIR: full-disk.mjs ENGINE. Prints what happened as JSON.
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engines } from '../http/place.mjs';

const books = '/library/me/books', user = 'full@example.org';
const engine = engines.find(({ name }) => name === process.argv[2]);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const ballast = join(tmpdir(), 'ballast');
const saved = new Map();
const seen = {};

// Leave so many bytes free: something else takes the rest.
function leave(bytes) {
	rmSync(ballast, { recursive: true, force: true });
	mkdirSync(ballast);
	const { bavail, bsize } = statfsSync(tmpdir());
	let take = bavail * bsize - bytes;
	for (let i = 0; take > 0; i++, take -= 1 << 20) writeFileSync(join(ballast, `${i}`), Buffer.alloc(Math.min(take, 1 << 20)));
}

async function write(place, n) {
	const body = { title: `Book ${n}`, author: 'A. Writer', synopsis: `${n} `.repeat(3000) };
	const answer = await place.ask(0, 'POST', books, { user, body });
	const key = `${answer.status} ${answer.body?.error ?? ''}`.trim();
	seen[key] = (seen[key] ?? 0) + 1;
	if (answer.status === 201) saved.set(answer.body.item.id, answer.body.item.title);
	return answer;
}

async function lost(place) {
	const { status, body } = await place.ask(0, 'GET', books, { user });
	if (status !== 200) return `the list is ${status}`;
	const have = new Map(body.items.map((book) => [book.id, book.title]));
	return [...saved].filter(([id, title]) => have.get(id) !== title).length;
}

const lists = async (place) => (await place.ask(0, 'GET', books, { user })).status === 200;

// By itself; or, where PostgreSQL ended because it had no room for its log, as an operator would.
async function mend(place) {
	rmSync(ballast, { recursive: true, force: true });
	for (let i = 0; i < 30 && !await lists(place); i++) await sleep(100);
	if (await lists(place)) return;
	await place.startDatabase();
	for (let i = 0; i < 100 && !await lists(place); i++) await sleep(100);
}

const place = await engine.open({ durable: true, processes: 1, env: { BOOKSHELF_LOG_LEVEL: 'off' } });
try {
	leave(3 << 20);
	let n = 0, first = null;
	while (!first && n < 5000) {
		const answer = await write(place, n++);
		if (answer.status !== 201) first = { status: answer.status, error: answer.body?.error, text: answer.text };
	}
	const before = saved.size, health = (await place.ask(0, 'GET', '/health')).status;
	for (let i = 0; i < 10; i++) await write(place, n++);
	const lostWhileFull = engine.name === 'SQLite' ? await lost(place) : null; // PostgreSQL may have ended itself
	await mend(place);
	const lostAfter = await lost(place), after = [];
	for (let i = 0; i < 20; i++) after.push((await write(place, n++)).status);
	console.log(JSON.stringify({ before, first, seen, health, lostWhileFull, lostAfter, after: [...new Set(after)], lostInTheEnd: await lost(place),
		alive: place.servers[0].ended() === null }));
} finally {
	await place.close();
}
