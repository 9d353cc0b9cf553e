// shelf.ts - what becomes of the spines of one photo: open until a person decides. Pure; the state lives in scan.ts.
import type { Book, Candidate, NewBook, Spine, Status } from './api';
import { authorOf, yearOf } from './words';

/** What a person decided for a spine. */
export type Fate =
	| { is: 'open' }
	| { is: 'saving' }
	| { is: 'refused'; why: string }
	| { is: 'added'; bookId: string }
	| { is: 'dismissed' };

/** What the server remembers of a decision. */
export function fateOf(spine: Spine): Fate {
	const { choice } = spine;

	if (choice?.made === 'dismissed')
		return { is: 'dismissed' };
	return choice?.bookId ? { is: 'added', bookId: choice.bookId } : { is: 'open' };
}

/** Where on the photo a book was found, for the server to remember; c is one of the spine's candidates, or another book. */
export function originOf(scanId: string | null | undefined, spine: Spine, c: Candidate): Partial<NewBook> {
	const at = spine.lookup.items.indexOf(c);

	if (!scanId)
		return {};
	return { scanId, spineIndex: spine.spineIndex, ...(at >= 0 ? { candidateIndex: at } : {}) };
}

/** How a spine looks now: its fate, where there is none what the library holds, else what the reading says. */
export type Look = Status | 'saving' | 'added' | 'yours' | 'dismissed';

/** One spelling for all: no case, accents or punctuation; letters of every script stay. */
export function fold(text: string): string {
	return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** "Tolkien, J. R. R." and "J.R.R. Tolkien" share a name; who is unnamed contradicts nobody. */
function sharesName(a: string, b: string): boolean {
	const names = new Set(fold(a).split(' ').filter((w) => w.length > 1));

	return !names.size || !fold(b) || fold(b).split(' ').some((w) => names.has(w));
}

/** The books of a library, to be asked again and again. */
export class Owned {
	private byTitle = new Map<string, Book[]>();
	private byIsbn = new Map<string, Book>();
	private ids = new Set<string>();

	constructor(books: readonly Book[]) {
		for (const book of books) {
			const key = fold(book.title);

			this.ids.add(book.id);
			this.byTitle.set(key, [...(this.byTitle.get(key) ?? []), book]);
			if (book.isbn13)
				this.byIsbn.set(book.isbn13, book);
		}
	}

	has(id: string): boolean {
		return this.ids.has(id);
	}

	find(c: Candidate | undefined): Book | undefined {
		if (!c?.title)
			return undefined;
		return (c.isbn13 ? this.byIsbn.get(c.isbn13) : undefined)
			?? this.byTitle.get(fold(c.title))?.find((b) => sharesName(authorOf(b.author), c.authors.join(' ')));
	}
}

export function lookOf(spine: Spine, fate: Fate | undefined, owned: Owned): Look {
	if (fate?.is === 'saving' || fate?.is === 'dismissed')
		return fate.is;
	if (fate?.is === 'added' && owned.has(fate.bookId))
		return 'added';
	if (spine.status !== 'unknown' && owned.find(spine.lookup.items[0]))
		return 'yours';
	return spine.status;
}

export const isOpen = (look: Look) => look === 'sure' || look === 'check' || look === 'unknown';

/** What to call a spine: the recognised book, or what is written on it where none was. */
export function nameOf(spine: Spine): { title: string; author: string; read: boolean } {
	const best = spine.lookup.items[0];
	const title = spine.extraction.title.replace(/\s+/g, ' ').trim(); /* it may come in lines */
	const { author } = spine.extraction;

	if (spine.status !== 'unknown' && best?.title)
		return { title: best.title, author: best.authors.join(', '), read: false };
	return { title: title.startsWith('[') ? '' : title, author: author ?? '', read: true };
}

export function textOf(spine: Spine): string {
	return (spine.extraction.text ?? nameOf(spine).title).trim();
}

/** Without nulls: a field that is absent keeps what the server already knows. */
export function bookFrom(c: Candidate, source: NewBook['source']): NewBook {
	const year = yearOf(c.publishedDate);

	return {
		title: c.title ?? '',
		...(c.authors.length ? { author: c.authors.join(', '), authors: c.authors } : {}),
		...(c.publishedDate ? { publishedDate: c.publishedDate } : {}),
		...(year ? { publishedYear: year } : {}),
		...(c.publisher ? { publisher: c.publisher } : {}),
		...(c.isbn13 ? { isbn13: c.isbn13 } : {}),
		...(c.source === 'google' && c.id ? { googleBooksId: c.id } : {}),
		source,
	};
}

/** A book of which only title and author were typed. */
export function candidateByHand(title: string, authors: string): Candidate {
	return {
		id: null,
		title: title.trim(),
		authors: authors.split(/;|\s+and\s+|&/).map((a) => a.trim()).filter(Boolean),
		publishedDate: null,
		publisher: null,
	};
}

/** The next one of a kind after `from`, going round; -1 for none. */
export function nextOf(from: number, n: number, step: 1 | -1, wanted: (i: number) => boolean): number {
	for (let k = 1; k <= n; k++) {
		const i = (from + step * k + n * k) % n;

		if (wanted(i))
			return i;
	}
	return -1;
}
