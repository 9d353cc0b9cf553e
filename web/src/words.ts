// words.ts - what the page says: names, numbers and, for everything that can go wrong, what to do.
import type { Candidate, Shelf } from './api';
import { Problem } from './problem';

export const shelves: readonly (readonly [Shelf, string])[] = [
	['read', 'Read'],
	['reading', 'Reading'],
	['want_to_read', 'Want to read'],
	['custom', 'Other'],
];

export const shelfName = (shelf: Shelf) => shelves.find(([key]) => key === shelf)?.[1] ?? 'Other';

export function plural(n: number, one: string, many = `${one}s`): string {
	return `${n} ${n === 1 ? one : many}`;
}

/** The first four-digit year in a date of any form. */
export function yearOf(date: string | null | undefined): number | null {
	const found = /(?:^|\D)(\d{4})(?!\d)/.exec(date ?? '');

	return found ? Number(found[1]) : null;
}

export function byline(authors: readonly string[], date?: string | null): string {
	const year = yearOf(date);

	return [authors.join(', '), year ? String(year) : ''].filter(Boolean).join(' · ');
}

/** What stands under a candidate: who, when, and by whom it was published. */
export function details(c: Candidate): string {
	return [byline(c.authors, c.publishedDate) || 'Author unknown', c.publisher].filter(Boolean).join(' · ');
}

/** "Open Library", "Open Library and Google Books". */
export const listed = (names: readonly string[]) => names.join(', ').replace(/, ([^,]*)$/, ' and $1');

/** An online catalogue by the name people know. */
export const sourceName = (source: string) => ({ openlibrary: 'Open Library', google: 'Google Books' })[source] ?? source;

export function megabytes(bytes: number): string {
	return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A moment as the reader writes it: "23 Nov 2026, 14:05". */
export const when = (iso: string) => new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A day: the reader's own, or, of what was given as a day without a time, that day everywhere. */
export const day = (iso: string, everywhere = false) =>
	new Date(iso).toLocaleDateString(undefined, { dateStyle: 'medium', ...(everywhere ? { timeZone: 'UTC' } : {}) });

/** Whether the day it was due is over. */
export const overdue = (due: string | null, now: number) => due !== null && Date.parse(due) + 86_400_000 < now;

/** The server's placeholder for a book without an author is not a name. */
export const authorOf = (author: string) => (author === 'Unknown author' ? '' : author);

export interface Advice {
	what: string;
	then: string;
	retry: boolean; /* whether sending the same again makes sense */
}

const LARGE_PHOTO_BYTES = 20e6;

function offline(bytes: number): Advice {
	const size = bytes > LARGE_PHOTO_BYTES
		? ` This photo is large (${megabytes(bytes)}); if it keeps failing, try a smaller one.`
		: '';

	return {
		what: 'The server could not be reached',
		then: `Check that this device is on the same network and that the program is running. Your photo is kept here.${size}`,
		retry: true,
	};
}

function busy(p: Problem): Advice {
	const wait = p.retryAfterSeconds;

	return {
		what: 'The server is busy',
		then: `Other photos are being read. Try again ${wait ? `in ${plural(wait, 'second')}` : 'in a moment'}; your photo is kept here.`,
		retry: true,
	};
}

/** For a photo that could not be scanned. */
export function adviceFor(p: Problem, bytes: number): Advice {
	if (p.status === 0)
		return offline(bytes);
	if (p.status === 413)
		return {
			what: 'This photo is too large',
			then: `${p.message || 'The server does not take photos of this size.'} It has ${megabytes(bytes)}. Choose a smaller one, or take it at a lower resolution.`,
			retry: false,
		};
	if (p.code === 'scan_disabled')
		return { what: 'Scanning is switched off', then: 'Whoever runs this server has switched it off. Books can still be added by hand.', retry: false };
	if (p.code === 'model_unavailable')
		return { what: 'The reading models are missing', then: `Whoever runs this server needs to install them. ${p.message}`, retry: true };
	if (p.status === 503 || p.status === 429)
		return busy(p);
	if (p.code.startsWith('invalid_image') || p.code === 'empty_image_file')
		return {
			what: 'This file could not be read as a photo',
			then: 'It may be damaged, or of another kind. JPEG, PNG, WebP and HEIC photos work.',
			retry: false,
		};
	if (p.status >= 500)
		return { what: 'The server had a problem', then: `${p.message} Your photo is kept here.`.trim(), retry: true };
	return { what: 'The photo was not accepted', then: p.message || `The server answered ${p.status}.`, retry: false };
}

/** For everything else, in one sentence. */
export function sentence(p: unknown): string {
	if (!(p instanceof Problem))
		return 'That did not work. Try again.';
	if (p.status === 0)
		return 'The server could not be reached. Nothing was changed.';
	if (p.status === 404)
		return 'This book is no longer in your library.';
	if (p.status === 503)
		return 'The server is busy. Try again in a moment.';
	return p.message || `The server answered ${p.status}.`;
}
