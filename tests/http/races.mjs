// races.mjs - what several do to one library at the same moment, and what must be true afterwards. Run small by
// races.test.mjs, in full by tests/bench/races.mjs.
//
// A race does one burst: run(place, width, n) sends `width` requests at once for the n-th time and returns
// { answers, duplicates, lost }: all the answers, rows that stand twice, acknowledged things that are not there.
import { randomUUID } from 'node:crypto';

const books = '/library/me/books';
const somebody = () => `race-${randomUUID()}@example.org`;
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

const at_once = (width, ask) => Promise.all([...Array(width).keys()].map(ask));
const ok = (answer) => answer.status >= 200 && answer.status < 300;

async function library(place, user) {
	const answer = await place.ask(0, 'GET', books, { user });
	if (answer.status !== 200) throw new Error(`the list is ${answer.status}: ${answer.text}`);
	return answer.body.items;
}

function doubled(values) {
	return values.length - new Set(values).size;
}

async function firstRequest(place, width) {
	const user = somebody();
	const answers = await at_once(width, (i) => (i % 4 === 3 ? place.ask(i, 'GET', books, { user })
		: place.ask(i, 'POST', books, { user, body: { title: `First ${i}` } })));
	const titles = (await library(place, user)).map((book) => book.title);
	const posted = answers.flatMap((answer, i) => (i % 4 !== 3 && ok(answer) ? [`First ${i}`] : []));
	const people = await place.one(`SELECT COUNT(*) FROM users WHERE email = ${quoted(user)}`);
	return { answers, duplicates: people - 1 + doubled(titles), lost: posted.filter((title) => !titles.includes(title)).length };
}

// All post the same book; one creates it, the others find it.
async function samePost(place, width, body) {
	const user = somebody();
	await place.ask(0, 'POST', books, { user, body: { title: 'Already here' } });
	const answers = await at_once(width, (i) => place.ask(i, 'POST', books, { user, body }));
	const items = (await library(place, user)).filter((book) => book.title === body.title);
	const created = answers.filter((answer) => answer.status === 201).length;
	const ids = new Set(answers.filter(ok).map((answer) => answer.body.item.id));
	return { answers, duplicates: items.length - 1 + (created - 1) + (ids.size - 1), lost: items.length ? 0 : 1 };
}

const sameGoogleId = (place, width, n) => samePost(place, width, { title: `By id ${n}`, author: 'A. Writer', googleBooksId: `race-${randomUUID().slice(0, 8)}` });
const sameTitle = (place, width, n) => samePost(place, width, { title: `By title ${n}`, author: 'A. Writer' });

const fields = [['rating', 4.5], ['review', 'Again!'], ['liked', true], ['pageCount', 321], ['loaned', true], ['reread', true],
	['synopsis', 'Things happen.'], ['infoLink', 'https://example.org/i'], ['tags', ['wet']], ['source', 'race'], ['shelf', 'reading'],
	['status', 'lent to a friend'], ['startedAt', '2024-01-01T10:00:00Z'], ['finishedAt', '2024-02-01T10:00:00Z']];

async function fourPatches(place, width) {
	const user = somebody();
	const { body } = await place.ask(0, 'POST', books, { user, body: { title: 'Patched', author: 'A. Writer' } });
	const mine = [...Array(width).keys()].map((i) => fields[i % fields.length]);
	const answers = await at_once(mine.length, (i) => place.ask(i, 'PATCH', `${books}/${body.item.id}`, { user, body: { [mine[i][0]]: mine[i][1] } }));
	const [book, ...more] = await library(place, user);
	const lost = mine.filter(([name, value], i) => ok(answers[i]) && JSON.stringify(book[name]) !== JSON.stringify(value));
	return { answers, duplicates: more.length, lost: lost.length };
}

// Half of each batch is in all of them.
async function batches(place, width, n, size = 200) {
	const user = somebody();
	const wanted = (i) => [...Array(size).keys()].map((k) => ({ title: `Batch ${n} ${k % 2 ? `${i}-${k}` : k}`, author: 'A. Writer', pageCount: 100 + k }));
	const answers = await at_once(width, (i) => place.ask(i, 'POST', `${books}/batch`, { user, body: { items: wanted(i) }, timeoutMs: 120000 }));
	const titles = (await library(place, user)).map((book) => book.title), there = new Set(titles);
	const lost = answers.flatMap((answer, i) => (ok(answer) ? wanted(i).filter((book) => !there.has(book.title)) : []));
	const failed = answers.filter(ok).flatMap((answer) => answer.body.results.filter((result) => result.status === 'failed'));
	return { answers, duplicates: doubled(titles), lost: lost.length + failed.length };
}

function shuffled(items) {
	const list = [...items];
	for (let i = list.length - 1; i > 0; i--) {
		const k = Math.floor(Math.random() * (i + 1));
		[list[i], list[k]] = [list[k], list[i]];
	}
	return list;
}

// Several people, the same editions in different orders: whoever locks rows in the order they come waits in a circle.
async function sharedEditions(place, width) {
	const tag = randomUUID().slice(0, 8);
	const items = [...Array(40).keys()].map((k) => ({ title: `Shared ${tag} ${k}`, author: 'A. Writer', googleBooksId: `s-${tag}-${k}` }));
	const people = [...Array(width).keys()].map(somebody);
	const answers = await at_once(width, (i) => place.ask(i, 'POST', `${books}/batch`,
		{ user: people[i], timeoutMs: 120000, body: { items: shuffled(items).map((book, k) => ({ ...book, ...(k % 3 === i % 3 ? { pageCount: 200 + i } : {}) })) } }));
	const editions = await place.one(`SELECT COUNT(*) FROM books WHERE google_books_id LIKE 's-${tag}-%'`);
	let lost = 0, twice = 0;
	for (const [i, user] of people.entries()) {
		const have = (await library(place, user)).map((book) => book.googleBooksId);
		twice += doubled(have);
		if (ok(answers[i])) lost += items.length - new Set(have).size;
	}
	return { answers, duplicates: Math.max(0, editions - items.length) + twice, lost };
}

// A reader that remembers the highest number it has seen must never miss one that appears below it.
async function changeNumbers(place, width) {
	const user = somebody();
	await place.ask(0, 'POST', books, { user, body: { title: 'Watched' } });
	const [[id]] = await place.rows(`SELECT id FROM users WHERE email = ${quoted(user)}`);
	let writing = true, seen = 0, below = 0, known = new Set();
	const reader = (async () => {
		for (let last = false; !last;) {
			last = !writing;
			const now = (await place.rows(`SELECT seq FROM changes WHERE user_id = ${quoted(id)} ORDER BY seq`)).map(([seq]) => Number(seq));
			below += now.filter((seq) => seq <= seen && !known.has(seq)).length;
			known = new Set(now);
			seen = Math.max(seen, ...now);
		}
	})();
	const answers = [];
	await at_once(width, async (i) => {
		for (let k = 0; k < 6; k++)
			answers.push(await place.ask(i + k, 'POST', books, { user, body: { title: `Watched ${i} ${k}` } }));
	});
	writing = false;
	await reader;
	return { answers, duplicates: below, lost: answers.filter(ok).length + 1 - known.size > 0 ? 1 : 0 };
}

export const races = [
	{ name: 'R1 first request of a new identity', run: firstRequest },
	{ name: 'R2 same googleBooksId', run: sameGoogleId },
	{ name: 'R3 same title without id', run: sameTitle },
	{ name: 'R4 PATCHes of different fields', run: fourPatches },
	{ name: 'R5 batches of 200', run: batches },
	{ name: 'R6 shared editions in different orders', run: sharedEditions },
	{ name: 'R7 change numbers only rise for readers', run: changeNumbers },
];

// All bursts of a race: counts, and the first answers that were not as they should be.
export async function runRace(place, race, bursts, width) {
	const sum = { race: race.name, engine: place.engine.name, processes: place.servers.length, width, bursts, requests: 0, failed: 0, refused: 0,
		duplicates: 0, lost: 0, examples: [] };
	const began = Date.now();
	for (let n = 0; n < bursts; n++) {
		const { answers, duplicates, lost } = await race.run(place, width, n);
		const bad = answers.filter((answer) => !ok(answer));
		sum.requests += answers.length;
		sum.failed += bad.filter((answer) => answer.status === 0 || answer.status >= 500).length;
		sum.refused += bad.filter((answer) => answer.status >= 300 && answer.status < 500).length;
		sum.duplicates += duplicates;
		sum.lost += lost;
		sum.examples.push(...bad.slice(0, 3).map((answer) => `${answer.status} ${answer.reason ?? answer.text}`));
	}
	sum.seconds = (Date.now() - began) / 1000;
	return sum;
}

export function table(sums) {
	const rows = sums.map((s) => [s.race, s.engine, `${s.processes}`, `${s.bursts} x ${s.width}`, `${s.requests}`, `${s.failed}`, `${s.refused}`,
		`${s.duplicates}`, `${s.lost}`, s.seconds.toFixed(1)]);
	const head = ['race', 'engine', 'processes', 'bursts', 'requests', '5xx', '3xx 4xx', 'duplicates', 'lost', 'seconds'];
	const wide = head.map((name, c) => Math.max(name.length, ...rows.map((row) => row[c].length)));
	return [head, ...rows].map((row) => row.map((cell, c) => (c < 2 ? cell.padEnd(wide[c]) : cell.padStart(wide[c]))).join('  ')).join('\n');
}
