// scan.ts - one photo on its way: sent, read, and what the person decides for each spine.
import { batch, computed, signal } from '@preact/signals';
import { decideSpine, getPhoto, getScan, removeBook, sendPhoto } from './api';
import type { Candidate, Scan } from './api';
import { add, forget, owned } from './library';
import { say } from './notice';
import { Problem } from './problem';
import { bookFrom, fateOf, isOpen, lookOf, nextOf, originOf } from './shelf';
import type { Fate } from './shelf';
import type { Sending } from './upload';
import { plural, sentence } from './words';

/** picture is null where this browser cannot show the file (HEIC, mostly), or where the photo of an earlier scan is gone. */
export interface Photo {
	file: Blob | null; /* null: an earlier scan's, on the server */
	name: string;
	url: string;
	picture: HTMLImageElement | null;
}

export type Stage =
	| { is: 'idle' }
	| { is: 'sending'; photo: Photo; sent: number }
	| { is: 'reading'; photo: Photo; since: number }
	| { is: 'failed'; photo: Photo; problem: Problem }
	| { is: 'done'; photo: Photo; scan: Scan };

export const stage = signal<Stage>({ is: 'idle' });
export const fates = signal<readonly Fate[]>([]);
/** The spine whose sheet is open, and the one pointed at, by place in the answer; -1 for none. */
export const opened = signal(-1);
export const pointed = signal(-1);

export const spines = computed(() => (stage.value.is === 'done' ? stage.value.scan.spines : []));
export const looks = computed(() => spines.value.map((s, i) => lookOf(s, fates.value[i], owned.value)));

let before: Stage = { is: 'idle' };
let sending: Sending<Scan> | null = null;
let turn = 0; /* counts photos chosen: only the last one is sent */

function picture(url: string): Promise<HTMLImageElement | null> {
	return new Promise((resolve) => {
		const image = new Image();

		image.onload = () => resolve(image);
		image.onerror = () => resolve(null);
		image.src = url;
	});
}

/** The server's photo of an earlier scan; null where it does not come, which costs the picture only. */
async function keptPicture(id: string): Promise<Pick<Photo, 'url' | 'picture'> | null> {
	try {
		const url = URL.createObjectURL(await getPhoto(id));

		return { url, picture: await picture(url) };
	} catch {
		return null;
	}
}

function settle(next: Stage): void {
	batch(() => {
		sending = null;
		stage.value = next;
		opened.value = pointed.value = -1;
		fates.value = spines.value.map(fateOf);
	});
}

/** What the server keeps of a photo can be shown even where the photo itself cannot. */
async function asKept(photo: Photo, scan: Scan): Promise<Photo> {
	const kept = scan.scanId && scan.photoKept && !photo.picture ? await keptPicture(scan.scanId) : null;

	if (!kept)
		return photo;
	URL.revokeObjectURL(photo.url);
	return { ...photo, ...kept };
}

const release = (s: Stage) => {
	if (s.is !== 'idle')
		URL.revokeObjectURL(s.photo.url);
};

async function send(photo: Photo & { file: Blob }): Promise<void> {
	stage.value = { is: 'sending', photo, sent: 0 };
	const mine = sendPhoto(photo.file, photo.name, (sent) => {
		if (stage.value.is === 'sending')
			stage.value = sent < 1 ? { ...stage.value, sent } : { is: 'reading', photo, since: Date.now() };
	});

	sending = mine;
	try {
		const scan = await mine.answer;
		const shown = await asKept(photo, scan);

		if (sending !== mine)
			return;
		release(before);
		settle({ is: 'done', photo: shown, scan });
		if (scan.notice)
			say(`${scan.notice}.`);
	} catch (e) {
		if (sending !== mine)
			return;
		sending = null;
		stage.value = { is: 'failed', photo, problem: e as Problem };
	}
}

export async function scanPhoto(file: Blob, name: string): Promise<void> {
	const mine = ++turn;
	const url = URL.createObjectURL(file);
	const photo = { file, name, url, picture: await picture(url) };

	if (mine !== turn)
		return URL.revokeObjectURL(url);
	back();
	before = stage.value;
	opened.value = -1;
	await send(photo);
}

export async function scanSample(): Promise<void> {
	try {
		const answer = await fetch('./sample-shelf.jpg');

		if (!answer.ok)
			throw new Problem(answer.status, 'no_sample', 'The sample shelf could not be loaded.');
		await scanPhoto(await answer.blob(), 'sample-shelf.jpg');
	} catch (e) {
		say(e instanceof Problem ? e.message : 'The server could not be reached.');
	}
}

export function retry(): void {
	if (stage.value.is === 'failed' && stage.value.photo.file)
		void send({ ...stage.value.photo, file: stage.value.photo.file });
}

/** An earlier scan, as it was left. */
export async function openScan(id: string): Promise<void> {
	const mine = ++turn;
	const scan = await getScan(id);
	const kept = scan.photo ? await keptPicture(id) : null;
	const photo = { file: null, name: '', url: kept?.url ?? `none:${id}`, picture: kept?.picture ?? null };

	if (mine !== turn)
		return URL.revokeObjectURL(photo.url);
	back();
	release(stage.value);
	settle({ is: 'done', photo, scan });
}

/** The scan that is shown is gone: back to the beginning. */
export function closeScan(id: string): void {
	if (stage.value.is !== 'done' || stage.value.scan.scanId !== id)
		return;
	release(stage.value);
	settle({ is: 'idle' });
}

/** Nothing of any photo stays. */
export function forgetScan(): void {
	turn++;
	back();
	release(stage.value);
	before = { is: 'idle' };
	settle(before);
}

/** Back to what was shown before this photo; the one on its way is dropped. */
export function back(): void {
	const running = sending;

	if (stage.value.is === 'idle' || stage.value.is === 'done')
		return;
	sending = null;
	running?.cancel();
	release(stage.value);
	stage.value = before;
}

const setFate = (at: number, fate: Fate) => {
	fates.value = fates.value.map((f, i) => (i === at ? fate : f));
};

/** On to the next spine that waits for a decision, or close. */
function advance(from: number): void {
	if (opened.value === from)
		opened.value = nextOf(from, looks.value.length, 1, (i) => i !== from && isOpen(looks.value[i]!));
}

const scanId = () => (stage.value.is === 'done' ? stage.value.scan.scanId : null);

let told: Promise<unknown> = Promise.resolve();

/** What was decided without a book, for the server to remember: one after the other, so that the last one counts. */
function remember(at: number, choice: 'dismissed' | 'undecided'): void {
	const id = scanId();
	const spine = spines.value[at];

	if (id && spine)
		told = told.then(() => decideSpine(id, spine.spineIndex, choice)).catch((e: unknown) => say(sentence(e)));
}

async function unconfirm(at: number, bookId: string): Promise<void> {
	try {
		await removeBook(bookId);
		forget(bookId);
		setFate(at, { is: 'open' });
		remember(at, 'undecided');
	} catch (e) {
		say(sentence(e));
	}
}

export async function confirm(at: number, c: Candidate, source: 'scan' | 'manual' = 'scan'): Promise<void> {
	const shown = stage.value;

	setFate(at, { is: 'saving' });
	try {
		const [result] = await add([{ ...bookFrom(c, source), ...originOf(scanId(), spines.value[at]!, c) }]);

		if (stage.value !== shown)
			return;
		if (!result?.id)
			return setFate(at, { is: 'refused', why: result?.message ?? 'The server did not take this book.' });
		const { id, status } = result;

		setFate(at, { is: 'added', bookId: id });
		if (status === 'created')
			say(`Added “${c.title}”.`, () => void unconfirm(at, id));
		else
			say(`“${c.title}” was in your library already.`);
		advance(at);
	} catch (e) {
		setFate(at, { is: 'refused', why: sentence(e) });
	}
}

export const sureOnes = computed(() => looks.value.flatMap((look, i) => (look === 'sure' ? [i] : [])));

export async function confirmSure(): Promise<void> {
	const all = sureOnes.value;
	const shown = stage.value;
	const mark = (fate: (k: number) => Fate) => {
		if (stage.value === shown)
			fates.value = fates.value.map((f, i) => (all.includes(i) ? fate(all.indexOf(i)) : f));
	};

	mark(() => ({ is: 'saving' }));
	try {
		const results = await add(all.map((i) => {
			const spine = spines.value[i]!;
			const first = spine.lookup.items[0]!;

			return { ...bookFrom(first, 'scan'), ...originOf(scanId(), spine, first) };
		}));
		const failed = results.filter((r) => !r.id).length;

		mark((k) => {
			const r = results[k];

			return r?.id ? { is: 'added', bookId: r.id } : { is: 'refused', why: r?.message ?? 'The server did not take this book.' };
		});
		say(`Added ${plural(all.length - failed, 'book')}.${failed ? ` ${failed} could not be added; they are marked.` : ''}`);
	} catch (e) {
		mark(() => ({ is: 'refused', why: sentence(e) }));
		say(sentence(e));
	}
}

export function dismiss(at: number): void {
	setFate(at, { is: 'dismissed' });
	say('Set aside.', () => reopen(at));
	advance(at);
	remember(at, 'dismissed');
}

export function reopen(at: number): void {
	setFate(at, { is: 'open' });
	remember(at, 'undecided');
}
