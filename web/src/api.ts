// api.ts - a library: the server's answers as types, and the calls that fetch them. Every failure is a Problem.
import { ask, call } from './ask';
import type { Cover, CoverKind, CoverSize } from './covers';
import { upload } from './upload';
import type { Sending } from './upload';

export type Point = readonly [number, number];
export type Status = 'sure' | 'check' | 'unknown';

/** A book as the catalogue knows it; score and reasons only where it was found for a spine. */
export interface Candidate {
	id: string | null;
	title: string | null;
	authors: string[];
	publishedDate: string | null;
	publisher: string | null;
	isbn13?: string | null;
	language?: string | null;
	imageLinks?: { thumbnail: string | null };
	score?: number;
	reasons?: string[];
	/** The online catalogue it is from; absent: the server's own. */
	source?: string;
}

/** What became of asking online catalogues. */
export interface Online {
	state: 'off' | 'not_allowed' | 'local' | 'asked' | 'done' | 'unavailable';
	/** Their names; empty: this server asks none. */
	sources: string[];
	notes: { source: string; reason: string; message: string }[];
	askAgainMs: number | null;
}

export interface Found {
	items: Candidate[];
	online: Online;
}

/** What was decided for a spine, as the server keeps it. */
export interface Choice {
	made: 'confirmed' | 'corrected' | 'dismissed';
	bookId: string | null;
}

/** Corners in pixels of the frame; the first to the second runs along the reading direction. */
export interface Spine {
	spineIndex: number;
	polygon: Point[];
	confidence: number;
	status: Status;
	extraction: { title: string; author: string | null; confidence: number; text?: string };
	lookup: { error: string | null; items: Candidate[] };
	choice?: Choice | null; /* of a scan that is opened again */
}

export interface Scan {
	count: number;
	frameWidth: number;
	frameHeight: number;
	spines: Spine[];
	timingsMs: { total: number };
	scanId?: string | null; /* null: it was not kept */
	photoKept?: boolean;
	notice?: string;
}

/** A scan in the list of those that are kept. */
export interface KeptScan {
	scanId: string;
	createdAt: string;
	replayOf: string | null;
	photo: { digest: string; type: string; bytes: number } | null;
	frameWidth: number;
	frameHeight: number;
	spines: number;
	decided: number;
	added: number;
}

export interface Photos {
	count: number;
	bytes: number;
	/** null: no limit */
	maxBytes: number | null;
	keepPhotos: boolean;
}

export type Shelf = 'want_to_read' | 'reading' | 'read' | 'custom';

export interface Book {
	id: string;
	title: string;
	author: string;
	authors?: string[];
	publishedYear: number | null;
	isbn13?: string | null;
	rating: number | null;
	liked: boolean;
	loaned: boolean;
	shelf: Shelf;
	source?: string;
	addedAt: string;
}

export interface Friend {
	id: string;
	name: string;
	initials: string;
	email: string | null;
	status: 'active' | 'blocked';
}

export interface Loan {
	id: string;
	userBookId: string;
	friendId: string | null;
	borrowerName: string;
	status: 'active' | 'returned';
	lentAt: string;
	dueAt: string | null;
	returnedAt: string | null;
	book: Book;
}

export interface Profile {
	username: string;
	email: string;
	displayName: string;
	bio: string | null;
	location: string | null;
	website: string | null;
	badge: string;
	onlineLookup: boolean;
	metrics: {
		booksInLibrary: number;
		booksThisYear: number;
		activeLoans: number;
		friends: number;
		averageRating: number | null;
	};
	favoriteBooks: Book[];
}

/** What a person says of themselves; null clears. */
export type ProfileWords = Partial<Record<'displayName' | 'bio' | 'location' | 'website' | 'badge', string | null>>;

/** What is sent to add a book. */
export interface NewBook {
	title: string;
	author?: string;
	authors?: string[];
	publishedDate?: string;
	publishedYear?: number;
	publisher?: string;
	isbn13?: string;
	googleBooksId?: string;
	source: 'scan' | 'manual';
	scanId?: string; /* the spine it was found on */
	spineIndex?: number;
	candidateIndex?: number;
}

export interface BatchResult {
	index: number;
	status: 'created' | 'updated' | 'unchanged' | 'failed';
	id?: string;
	message?: string;
}

const onBook = (id: string) => `library/me/books/${encodeURIComponent(id)}`;

export const getBooks = () => call<{ items: Book[] }>('GET', 'library/me/books');

export const addBook = (book: object) => call<{ item: Book }>('POST', 'library/me/books', book);

export const addBooks = (items: NewBook[]) =>
	call<{ items: Book[]; results: BatchResult[] }>('POST', 'library/me/books/batch', { items });

export const changeBook = (id: string, change: Partial<Pick<Book, 'shelf' | 'rating' | 'liked' | 'loaned'>>) =>
	call<{ item: Book }>('PATCH', onBook(id), change);

export const removeBook = (id: string) => call<{ id: string }>('DELETE', onBook(id));

export const searchBooks = (q: string, online: 'auto' | 'always' | 'never', signal: AbortSignal) =>
	call<Found>('GET', `books/search?${new URLSearchParams({ q, maxResults: '10', online })}`, undefined, signal);

const onScan = (id: string) => `library/me/scans/${encodeURIComponent(id)}`;

/** A page of scans, newest first; `next` is what to ask for after it, null at the end. */
export async function getScans(next = 'library/me/scans'): Promise<{ items: KeptScan[]; next: string | null }> {
	const answer = await ask('GET', next);
	const link = /<[^>]*?(library\/me\/scans[^>]*)>;\s*rel="?next"?/.exec(answer.headers.get('Link') ?? '');

	return { items: ((await answer.json()) as { items: KeptScan[] }).items, next: link?.[1] ?? null };
}

export const getScan = (id: string) => call<Scan & { photo: KeptScan['photo'] }>('GET', onScan(id));

/** The spines a book was found on, the newest photo's first. */
export const getOrigins = (bookId: string) =>
	call<{ items: { scanId: string; spineIndex: number }[] }>('GET', `${onBook(bookId)}/origins`);

const onPhoto = (id: string) => `${onScan(id)}/photo`;

export const getPhoto = async (id: string) => (await ask('GET', onPhoto(id))).blob();
/** For a list: the thumbnail's size on dense screens, too. */
export const getSmallPhoto = async (id: string) => (await ask('GET', `${onPhoto(id)}?width=320`)).blob();

export const removeScan = (id: string) => call('DELETE', onScan(id));

export const restoreScan = (id: string) => call('POST', `library/me/trash/${encodeURIComponent(id)}/restore`, {});

export const replayScan = (id: string) => call<Scan & { scanId: string }>('POST', `${onScan(id)}/replay`, {});

export const undoScan = (id: string) => call<{ removed: string[]; changedSince: string[] }>('POST', `${onScan(id)}/undo`, {});

export const decideSpine = (id: string, spine: number, choice: 'dismissed' | 'undecided') =>
	call('PATCH', `${onScan(id)}/spines/${spine}`, { choice });

export const removePhoto = (id: string) => call('DELETE', onPhoto(id));

export const getPhotos = () => call<Photos>('GET', 'library/me/photos');

export const keepPhotos = (keep: boolean) => call('PATCH', 'library/me/profile', { keepPhotos: keep });

export const removePhotos = () => call<{ deleted: number }>('DELETE', 'library/me/photos');

const onFriend = (id: string) => `library/me/friends/${encodeURIComponent(id)}`;
const onLoan = (id: string) => `library/me/loans/${encodeURIComponent(id)}`;

export const getFriends = () => call<{ items: Friend[] }>('GET', 'library/me/friends');

export const addFriend = (name: string, email: string | null) =>
	call<{ item: Friend }>('POST', 'library/me/friends', { name, email });

export const changeFriend = (id: string, change: Partial<Pick<Friend, 'name' | 'email' | 'status'>>) =>
	call<{ item: Friend }>('PATCH', onFriend(id), change);

export const removeFriend = (id: string) => call('DELETE', onFriend(id));

export const getLoans = () => call<{ items: Loan[] }>('GET', 'library/me/loans');

export const addLoan = (loan: { userBookId: string; friendId: string; borrowerName: string; dueDate: string | null }) =>
	call<{ item: Loan }>('POST', 'library/me/loans', loan);

export const changeLoan = (id: string, status: Loan['status']) => call<{ item: Loan }>('PATCH', onLoan(id), { status });

export const removeLoan = (id: string) => call('DELETE', onLoan(id));

const onCover = (id: string) => `${onBook(id)}/cover`;

/** What a copy looks like; a Problem of status 404 where there is nothing, or nothing yet. */
export async function getCover(id: string, size: CoverSize): Promise<Cover> {
	const answer = await ask('GET', `${onCover(id)}?size=${size}`);

	return { kind: (answer.headers.get('X-Cover') ?? 'edition') as CoverKind, blob: await answer.blob() };
}

export function sendCover(id: string, photo: File): Promise<unknown> {
	const form = new FormData();

	form.append('image', photo, photo.name || 'photo.jpg');
	return upload('PUT', onCover(id), form).answer;
}

export const removeCover = (id: string) => call('DELETE', onCover(id));

/** Something that was deleted, of any kind. */
export const restore = (id: string) => call('POST', `library/me/trash/${encodeURIComponent(id)}/restore`, {});

export const getProfile = () => call<{ profile: Profile; onlineSources: string[] }>('GET', 'library/me/profile');

export const allowOnline = (yes: boolean) => call<{ profile: Profile }>('PATCH', 'library/me/profile', { onlineLookup: yes });

export const changeProfile = (words: ProfileWords) => call<{ profile: Profile }>('PATCH', 'library/me/profile', words);

/** `sent` is told 0–1, at last 1. */
export function sendPhoto(photo: Blob, name: string, sent: (part: number) => void): Sending<Scan> {
	const form = new FormData();

	form.append('image', photo, name || 'photo.jpg');
	form.append('minArea', '300');
	form.append('maxDetections', '500');
	form.append('maxLookupResults', '5');
	return upload<Scan>('POST', 'scan/capture', form, sent);
}
