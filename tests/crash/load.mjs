// load.mjs - people who write to their libraries without pause and remember what they were told was saved. When a server or its
// database is killed under them, what was answered must be there afterwards, and what was not answered whole or not at all.
import { randomUUID } from 'node:crypto';

const books = '/library/me/books';
const pick = (list) => list[Math.floor(Math.random() * list.length)];

// One person, one request after the other.
export class Writer {
	constructor(place, index) {
		Object.assign(this, { place, index, user: `crash-${randomUUID()}@example.org`, known: new Map(), pending: null, acknowledged: 0, errors: [] });
	}

	ask(method, path, body) {
		return this.place.ask(this.index, method, path, { user: this.user, body, timeoutMs: 20000 });
	}

	// Until told to stop, or until a request has no certain answer.
	async run(load) {
		while (!load.stopped && !this.pending) await pick([this.add, this.add, this.change, this.change, this.remove, this.batch]).call(this);
	}

	// Send one; `apply` is what is true once it is acknowledged, `options` what may be true when it is not.
	async send(method, path, body, { apply, check }) {
		this.pending = { check, apply, what: `${method} ${path}` };
		const answer = await this.ask(method, path, body);
		if (answer.status >= 200 && answer.status < 300) {
			apply(answer.body);
			this.acknowledged++;
			this.pending = null;
		} else if (answer.status !== 0 && answer.status !== 503) {
			this.errors.push(`${method} ${path}: ${answer.status} ${answer.text}`);
		}
	}

	add() {
		const title = `Book ${randomUUID()}`, pageCount = 1 + Math.floor(Math.random() * 900);
		return this.send('POST', books, { title, author: 'A. Writer', pageCount }, {
			apply: ({ item }) => this.known.set(item.id, { title, pageCount, review: null }),
			check: (items) => this.adopt(items.filter((book) => book.title === title), 1),
		});
	}

	batch() {
		const size = 20, tag = randomUUID();
		const wanted = [...Array(size).keys()].map((i) => ({ title: `Batch ${tag} ${i}`, author: 'A. Writer', pageCount: i + 1 }));
		return this.send('POST', `${books}/batch`, { items: wanted }, {
			apply: ({ items }) => items.forEach((book) => this.known.set(book.id, { title: book.title, pageCount: book.pageCount, review: null })),
			check: (items) => this.adopt(items.filter((book) => book.title.startsWith(`Batch ${tag} `)), size),
		});
	}

	change() {
		if (!this.known.size) return this.add();
		const id = pick([...this.known.keys()]), before = this.known.get(id), review = `Read ${randomUUID()}`;
		return this.send('PATCH', `${books}/${id}`, { review }, {
			apply: () => this.known.set(id, { ...before, review }),
			check: (items) => {
				const now = items.find((book) => book.id === id);
				if (now?.review === review) this.known.set(id, { ...before, review });
				return [];
			},
		});
	}

	remove() {
		if (this.known.size < 5) return this.add();
		const id = pick([...this.known.keys()]);
		return this.send('DELETE', `${books}/${id}`, undefined, {
			apply: () => this.known.delete(id),
			check: (items) => {
				if (!items.some((book) => book.id === id)) this.known.delete(id);
				return [];
			},
		});
	}

	// What an unanswered write left behind: all of it or nothing.
	adopt(found, size) {
		for (const book of found) this.known.set(book.id, { title: book.title, pageCount: book.pageCount, review: null });
		return found.length && found.length !== size ? [`half of a write: ${found.length} of ${size}`] : [];
	}

	// What is wrong with the library as it is now.
	async verify() {
		const answer = await this.ask('GET', books);
		if (answer.status !== 200) return [`the list is ${answer.status} ${answer.text ?? answer.reason}`];
		const { items } = answer.body, wrong = this.pending ? this.pending.check(items) : [];
		const there = new Map(items.map((book) => [book.id, book]));
		this.pending = null;
		for (const [id, want] of this.known) {
			const have = there.get(id);
			if (!have) wrong.push(`lost: ${want.title}`);
			else if (have.title !== want.title || have.pageCount !== want.pageCount || have.review !== want.review)
				wrong.push(`wrong: ${JSON.stringify(want)} is ${have.title} ${have.pageCount} ${have.review}`);
		}
		for (const [id, book] of there) if (!this.known.has(id)) wrong.push(`nobody wrote ${book.title}, or it was deleted`);
		return wrong;
	}
}

// The numbers of the changes must agree with the rows, whatever was killed when.
export async function inconsistent(place) {
	const ask = async (what, sql) => {
		const n = await place.one(sql);
		return n ? [`${n} ${what}`] : [];
	};
	return [
		...await ask('people whose last change number is not their last change',
			'SELECT COUNT(*) FROM users u WHERE u.change_seq <> (SELECT COALESCE(MAX(c.seq), 0) FROM changes c WHERE c.user_id = u.id)'),
		...await ask('people with a gap in their changes',
			'SELECT COUNT(*) FROM users u WHERE u.change_seq <> (SELECT COUNT(*) FROM changes c WHERE c.user_id = u.id)'),
		...await ask('copies without their change',
			'SELECT COUNT(*) FROM user_books b WHERE NOT EXISTS (SELECT 1 FROM changes c WHERE c.user_id = b.user_id AND c.seq = b.seq AND c.item_id = b.id)'),
	];
}

// Write for a while, then kill: `strike` ends something, `mend` brings it back and resolves when it is there. Returns what was wrong
// and how long after the mending every server had answered; with ownTime, after the mending began.
export async function round(place, writers, { lastsMs, strike, mend, ownTime }) {
	const load = { stopped: false };
	const running = writers.map((writer) => writer.run(load));
	await new Promise((resolve) => setTimeout(resolve, lastsMs));
	await strike();
	load.stopped = true;
	await Promise.all(running);
	const mending = Date.now();
	await mend();
	const began = ownTime ? mending : Date.now();
	const answers = await Promise.all(place.servers.map((_, i) => answered(place, i)));
	const backMs = Date.now() - began;
	const wrong = answers.filter((answer) => answer !== 200).map((status) => `no answer afterwards: ${status}`);
	for (const writer of writers) wrong.push(...writer.errors.splice(0), ...await writer.verify());
	return { wrong: [...wrong, ...await inconsistent(place)], backMs };
}

// The status of the first answer that comes from the library itself, asked for up to 20 seconds.
async function answered(place, i) {
	let status;
	for (const began = Date.now(); Date.now() - began < 20000;) {
		({ status } = await place.ask(i, 'GET', '/library/me/trash', { user: 'nobody@example.org', timeoutMs: 5000 }));
		if (status === 200) break;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return status;
}

const between = (a, b) => a + Math.random() * (b - a);

export const strikes = {
	server: {
		name: 'kill -9 of a server',
		able: () => true,
		async run(place, writers) {
			const victim = Math.floor(Math.random() * place.servers.length);
			return round(place, writers, { lastsMs: between(30, 500), strike: () => place.kill(victim), mend: () => place.restart(victim),
				ownTime: true });
		},
	},
	database: {
		name: 'kill -9 of the database',
		able: (engine) => engine.name === 'PostgreSQL',
		run: (place, writers) => round(place, writers, { lastsMs: between(100, 800), strike: () => place.killDatabase(), mend: () => place.startDatabase() }),
	},
};

// `times` rounds of one kind: new people now and then, so that their lists stay short.
export async function crash(place, strike, times, people = 6) {
	const sum = { strike: strike.name, engine: place.engine.name, processes: place.servers.length, times, acknowledged: 0, wrong: [], backMs: [] };
	let writers = [];
	for (let n = 0; n < times; n++) {
		if (n % 5 === 0) {
			sum.acknowledged += writers.reduce((all, writer) => all + writer.acknowledged, 0);
			writers = [...Array(people).keys()].map((i) => new Writer(place, i));
		}
		const { wrong, backMs } = await strike.run(place, writers);
		sum.wrong.push(...wrong);
		sum.backMs.push(backMs);
	}
	sum.acknowledged += writers.reduce((all, writer) => all + writer.acknowledged, 0);
	return sum;
}
