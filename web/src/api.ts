// api.ts - the server's answers as types, and the calls that fetch them. Every failure is a Problem.

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
	score?: number;
	reasons?: string[];
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

/** status 0: no answer came. */
export class Problem extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly retryAfterSeconds: number | null = null,
	) {
		super(message);
	}
}

export const noAnswer = () => new Problem(0, 'no_answer', 'The server did not answer.');

/** From the status, body and Retry-After of an answer that is no success. */
export function problemOf(status: number, body: string, retryAfter: string | null): Problem {
	const seconds = Number(retryAfter);
	let said: { error?: unknown; message?: unknown } = {};

	try {
		said = JSON.parse(body) ?? {};
	} catch {
		// An answer of something between us and the server; its status says enough.
	}
	return new Problem(
		status,
		typeof said.error === 'string' ? said.error : `http_${status}`,
		typeof said.message === 'string' ? said.message : '',
		retryAfter && Number.isFinite(seconds) ? seconds : null,
	);
}

async function ask(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
	let answer: Response;

	try {
		answer = await fetch(path, {
			method,
			signal,
			headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
	} catch (e) {
		throw signal?.aborted ? e : noAnswer();
	}
	if (!answer.ok)
		throw problemOf(answer.status, await answer.text(), answer.headers.get('Retry-After'));
	return answer;
}

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
	return (await (await ask(method, path, body, signal)).json()) as T;
}

const onBook = (id: string) => `library/me/books/${encodeURIComponent(id)}`;

export const getBooks = () => call<{ items: Book[] }>('GET', 'library/me/books');

export const addBook = (book: object) => call<{ item: Book }>('POST', 'library/me/books', book);

export const addBooks = (items: NewBook[]) =>
	call<{ items: Book[]; results: BatchResult[] }>('POST', 'library/me/books/batch', { items });

export const changeBook = (id: string, change: Partial<Pick<Book, 'shelf' | 'rating' | 'liked' | 'loaned'>>) =>
	call<{ item: Book }>('PATCH', onBook(id), change);

export const removeBook = (id: string) => call<{ id: string }>('DELETE', onBook(id));

export const searchBooks = (q: string, signal: AbortSignal) =>
	call<{ items: Candidate[] }>('GET', `books/search?${new URLSearchParams({ q, maxResults: '10' })}`,
		undefined, signal);

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

export const photoUrl = (id: string) => `${onScan(id)}/photo`;
/** For a list: the thumbnail's size on dense screens, too. */
export const smallPhotoUrl = (id: string) => `${photoUrl(id)}?width=320`;

export const removeScan = (id: string) => call('DELETE', onScan(id));

export const restoreScan = (id: string) => call('POST', `library/me/trash/${encodeURIComponent(id)}/restore`, {});

export const replayScan = (id: string) => call<Scan & { scanId: string }>('POST', `${onScan(id)}/replay`, {});

export const undoScan = (id: string) => call<{ removed: string[]; changedSince: string[] }>('POST', `${onScan(id)}/undo`, {});

export const decideSpine = (id: string, spine: number, choice: 'dismissed' | 'undecided') =>
	call('PATCH', `${onScan(id)}/spines/${spine}`, { choice });

export const removePhoto = (id: string) => call('DELETE', photoUrl(id));

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

/** Something that was deleted, of any kind. */
export const restore = (id: string) => call('POST', `library/me/trash/${encodeURIComponent(id)}/restore`, {});

export const getProfile = () => call<{ profile: Profile }>('GET', 'library/me/profile');

export const changeProfile = (words: ProfileWords) => call<{ profile: Profile }>('PATCH', 'library/me/profile', words);

export interface Sending {
	answer: Promise<Scan>;
	cancel(): void;
}

/** XMLHttpRequest, because fetch does not tell how much of a photo has gone out. `sent` is told 0–1, at last 1. */
export function sendPhoto(photo: Blob, name: string, sent: (part: number) => void): Sending {
	const xhr = new XMLHttpRequest();
	const form = new FormData();

	form.append('image', photo, name || 'photo.jpg');
	form.append('minArea', '300');
	form.append('maxDetections', '500');
	form.append('maxLookupResults', '5');
	const answer = new Promise<Scan>((resolve, reject) => {
		xhr.upload.onprogress = (e) => e.lengthComputable && sent(e.loaded / e.total);
		xhr.upload.onload = () => sent(1);
		xhr.onerror = () => reject(noAnswer());
		xhr.onabort = () => reject(new Problem(0, 'cancelled', 'Cancelled.'));
		xhr.onload = () => {
			if (xhr.status < 200 || xhr.status > 299)
				return reject(problemOf(xhr.status, xhr.responseText, xhr.getResponseHeader('Retry-After')));
			try {
				resolve(JSON.parse(xhr.responseText) as Scan);
			} catch {
				reject(noAnswer());
			}
		};
	});
	xhr.open('POST', 'scan/capture');
	xhr.send(form);
	return { answer, cancel: () => xhr.abort() };
}
