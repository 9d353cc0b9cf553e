// dumps.mjs - files like Open Library's dumps, of any size; the same number of works makes the same files.
//
//   const dump = makeDump(1000, { day: '2026-10-31' });   dump.authors, .works, .editions, .redirects, .all   texts
//   dump.counts   { authors, works, editions, redirects, deletes, broken }   rows of each kind
//   titleOf(i)    the title of work i (from 1), whose editions are OL${10 * i + …}M
const surnames = ['Finch', 'Reed', 'Anwari', 'Köhler', 'Voronova', 'Duarte', 'Blomqvist', 'Trelawney', 'Okafor', 'Lindqvist', 'Marsh'];
const nouns = ['Harbour', 'Orchard', 'Almanac', 'Lantern', 'Saffron', 'Weather', 'Clockmaker', 'Tidewater', 'Quarry', 'Meridian', 'Sparrow', 'Thicket', 'Cobalt'];
const ways = ['beyond', 'under', 'without', 'beside', 'against'];

export const titleOf = (i) => `${nouns[i % 13]} ${ways[i % 5]} the ${nouns[(i * 7 + 3) % 13]} number ${i}`;
export const authorOf = (i) => `${String.fromCharCode(65 + i % 26)}. ${surnames[i % 11]}`;
const works = { key: (i) => `/works/OL${(i * 40503) % 1000003 + 1}W`, old: (i) => `/works/OL${2000000 + i}W` };

// Not ASCII as \uXXXX, as the dumps have it.
const json = (value) => JSON.stringify(value).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

export function isbn13(i) {
	const digits = `978${String(i).padStart(9, '0')}`;
	const sum = [...digits].reduce((all, c, k) => all + Number(c) * (k % 2 ? 3 : 1), 0);
	return digits + (10 - sum % 10) % 10;
}

export function makeDump(n, { day = '2026-10-31' } = {}) {
	const out = { authors: [], works: [], editions: [], redirects: [] };
	const row = (to, type, key, value) => out[to].push(`/type/${type}\t${key}\t3\t${day}T08:11:12.401262\t${typeof value === 'string' ? value : json({ ...value, key, type: { key: `/type/${type}` } })}\n`);
	const authors = Math.max(1, Math.floor(n / 3));
	let deletes = 0, broken = 0;

	for (let a = 1; a <= authors; a++) {
		row('authors', 'author', `/authors/OL${a}A`, { name: authorOf(a), alternate_names: [`${authorOf(a)} (writer)`] });
		if (a % 10 === 0) row('redirects', 'redirect', `/authors/OL${5000000 + a}A`, { location: `/authors/OL${a}A` });
	}
	for (let i = 1; i <= n; i++) {
		const author = i % authors + 1;
		const named = { key: `/authors/OL${author % 10 === 0 ? 5000000 + author : author}A` };

		row('works', 'work', works.key(i), { title: titleOf(i), authors: i % 50 ? [{ author: named, type: { key: '/type/author_role' } }] : [{ type: { key: '/type/author_role' } }], covers: [i] });
		if (i % 20 === 0) row('redirects', 'redirect', works.old(i), { location: works.key(i) });
		for (let e = 0; e < (i % 4 ? 1 : 4); e++)
			row('editions', 'edition', `/books/OL${10 * i + e}M`, {
				title: titleOf(i), authors: e ? [named] : undefined, publishers: [`${nouns[e]} Press`], languages: [{ key: `/languages/${e % 2 ? 'ger' : 'eng'}` }],
				isbn_13: e ? undefined : [isbn13(i)], publish_date: `March ${1900 + (i + e) % 120}`, number_of_pages: 100 + i % 700,
				works: i % 31 === 0 ? undefined : [{ key: i % 20 === 0 && e ? works.old(i) : works.key(i) }],
			});
		if (i % 100 === 0) row('editions', 'edition', `/books/OL${10 * i + 9}M`, '{"title": "cut off by some accident, "works": [}'), broken++;
		if (i % 100 === 50) row('editions', 'delete', `/books/OL${10 * i + 9}M`, { }), deletes++;
	}
	const dump = Object.fromEntries(Object.entries(out).map(([name, rows]) => [name, rows.join('')]));
	dump.all = dump.editions + dump.works + dump.authors + dump.redirects;
	dump.counts = { authors: out.authors.length, works: out.works.length, editions: out.editions.length - deletes - broken, redirects: out.redirects.length, deletes, broken };
	return dump;
}
