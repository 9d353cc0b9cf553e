// catalogues.mjs - a server that answers as Open Library and Google Books do, and as badly as told.
//
//   const world = await openCatalogues();
//   world.settings()                 what a program needs to ask it: an env for start()
//   world.books.push({ title, author, isbn, year, … })
//   world.asked                      what it was asked: { method, path, query, headers }
//   world.how = async (ask, answer) => true     its manners: true when that was the answer; null: good ones
//   await world.close()
import http from 'node:http';

export const GOOGLE_KEY = 'the-key-of-google';

const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Answers that go wrong. */
export const manners = {
	fails: (status, headers = {}, body = 'no') => async (_, answer) => {
		answer.writeHead(status, headers);
		answer.end(body);
		return true;
	},
	says: (body, type = 'application/json') => async (_, answer) => {
		answer.writeHead(200, { 'content-type': type });
		answer.end(body);
		return true;
	},
	never: () => async () => true,
	breaksOff: () => async (_, answer) => {
		answer.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
		answer.write('{"docs":');
		setTimeout(() => answer.destroy(), 50);
		return true;
	},
	/** More bytes than anybody wants, for as long as somebody reads. */
	floods: () => async (_, answer) => {
		const more = Buffer.alloc(1 << 16, 0x20);
		const pour = () => { while (!answer.destroyed && answer.write(more)) ; };

		answer.writeHead(200, { 'content-type': 'application/json' });
		answer.on('drain', pour);
		pour();
		return true;
	},
	slowly: (ms, then = async () => false) => async (ask, answer) => {
		await new Promise((resolve) => setTimeout(resolve, ms));
		return then(ask, answer);
	},
	/** The first n times so, afterwards well. */
	times: (n, bad) => async (ask, answer) => n-- > 0 && bad(ask, answer),
};

function searchOpenLibrary(world, query) {
	const found = world.find(query.get('q'));

	return { numFound: found.length, start: 0, numFoundExact: true, docs: found.slice(0, Number(query.get('limit'))).map((b) => ({
		key: b.work ?? '/works/OL1W', title: b.title, author_name: b.author ? [b.author] : undefined,
		first_publish_year: b.year, cover_i: b.cover,
		editions: b.isbn ? { numFound: 1, start: 0, docs: [{ key: '/books/OL1M', title: b.title, isbn: [b.isbn],
			publisher: [b.publisher ?? 'Some House'], publish_date: [`May 1, ${b.year}`], language: ['eng'] }] } : undefined,
	})) };
}

function booksOfOpenLibrary(world, query) {
	const isbn = query.get('bibkeys').replace('ISBN:', '');
	const b = world.books.find((each) => each.isbn === isbn);

	return b ? { [`ISBN:${isbn}`]: { url: 'https://openlibrary.org/books/OL1M/It', key: '/books/OL1M', title: b.title, subtitle: b.subtitle,
		authors: [{ url: 'https://openlibrary.org/authors/OL1A', name: b.author }], publishers: [{ name: b.publisher ?? 'Some House' }],
		publish_date: `September 30, ${b.year}`, number_of_pages: 212, subjects: [{ name: 'Gardens', url: 'x' }],
		cover: { medium: 'https://covers.openlibrary.org/b/id/7-M.jpg' } } } : {};
}

function volumes(world, query) {
	const q = query.get('q');
	const found = q.startsWith('isbn:') ? world.books.filter((b) => b.isbn === q.slice(5)) : world.find(q);
	const items = found.slice(0, Number(query.get('maxResults'))).map((b) => ({ kind: 'books#volume', id: b.google ?? 'gId_-1', volumeInfo: {
		title: b.title, subtitle: b.subtitle, authors: b.author ? [b.author] : undefined, publisher: b.publisher, publishedDate: `${b.year}-05-01`,
		description: b.description, pageCount: 320, categories: ['Fiction'], averageRating: 4.5, ratingsCount: 12,
		industryIdentifiers: b.isbn ? [{ type: 'ISBN_13', identifier: b.isbn }] : [{ type: 'OTHER', identifier: 'UOM:1' }],
		imageLinks: { thumbnail: 'http://books.google.com/books/content?id=1&zoom=1' }, language: 'en', infoLink: 'https://books.google.com/books?id=1',
	} }));

	return { kind: 'books#volumes', totalItems: items.length, ...(items.length ? { items } : {}) };
}

export const quota = (reason = 'rateLimitExceeded') => JSON.stringify({ error: { code: 429, message: 'Quota exceeded for quota metric',
	errors: [{ message: 'Quota exceeded', domain: 'global', reason }], status: 'RESOURCE_EXHAUSTED' } });

export async function openCatalogues() {
	const world = {
		books: [], asked: [], how: null,
		find: (words) => world.books.filter((b) => words.split(' ').every((w) => plain(`${b.title} ${b.author}`).includes(plain(w)))),
		settings: (sources = 'openlibrary') => ({ BOOKSHELF_ONLINE_SOURCES: sources, BOOKSHELF_LOOKUP_PER_MINUTE: '60000',
			BOOKSHELF_LOOKUP_TIMEOUT: '2', BOOKSHELF_OPENLIBRARY_URL: `${world.url}/ol`, BOOKSHELF_GOOGLE_BOOKS_URL: `${world.url}/google/`,
			...(sources.includes('google') ? { GOOGLE_BOOKS_API_KEY: GOOGLE_KEY } : {}) }),
		close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
	};
	const server = http.createServer(async (request, answer) => {
		const { pathname: path, searchParams: query } = new URL(request.url, 'http://x');
		const ask = { method: request.method, path, query, headers: request.headers };
		const good = { '/ol/search.json': searchOpenLibrary, '/ol/api/books': booksOfOpenLibrary, '/google/volumes': volumes }[path];

		world.asked.push(ask);
		if (world.how && await world.how(ask, answer))
			return;
		answer.writeHead(good ? 200 : 404, { 'content-type': 'application/json' });
		answer.end(JSON.stringify(good ? good(world, query) : { error: 'notfound' }));
	});

	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	world.url = `http://127.0.0.1:${server.address().port}`;
	return world;
}
