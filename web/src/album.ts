// album.ts - the scans the server keeps for this person: listed, opened, read again, taken back, deleted.
import { signal } from '@preact/signals';
import { getOrigins, getPhotos, getScans, keepPhotos, removePhoto, removePhotos, removeScan, replayScan, restoreScan, undoScan } from './api';
import type { KeptScan, Photos } from './api';
import { load as loadBooks } from './library';
import { say } from './notice';
import { Problem } from './problem';
import { closeScan, openScan, opened as spineOpened, spines } from './scan';
import { plural, sentence } from './words';

export const shown = signal(false);
/** null: not fetched yet. */
export const kept = signal<KeptScan[] | null>(null);
export const photos = signal<Photos | null>(null);
export const problem = signal<string | null>(null);
/** Where the next page begins; null: that was all. */
export const next = signal<string | null>(null);
/** The scan that something is being done with, which takes a while. */
export const busy = signal<string | null>(null);

const why = (e: unknown) =>
	(e instanceof Problem && e.status === 404 ? 'This scan or its photo is no longer there.' : sentence(e));

export async function load(): Promise<void> {
	problem.value = null;
	try {
		const [page, all] = await Promise.all([getScans(), getPhotos()]);

		kept.value = page.items;
		next.value = page.next;
		photos.value = all;
	} catch (e) {
		problem.value = why(e);
	}
}

export function show(): void {
	shown.value = true;
	void load();
}

export async function more(): Promise<void> {
	try {
		const page = await getScans(next.value ?? undefined);

		kept.value = [...(kept.value ?? []), ...page.items];
		next.value = page.next;
	} catch (e) {
		say(why(e));
	}
}

/** What is done with a scan, its failure told. */
async function doing(scan: KeptScan, what: () => Promise<void>): Promise<void> {
	busy.value = scan.scanId;
	try {
		await what();
	} catch (e) {
		say(why(e));
	} finally {
		busy.value = null;
	}
}

async function opened(id: string): Promise<void> {
	await openScan(id);
	shown.value = false;
	window.scrollTo({ top: 0 });
}

export const open = (scan: KeptScan) => doing(scan, () => opened(scan.scanId));

/** The photo a book was found on, its spine looked at. */
export async function showOrigin(bookId: string): Promise<void> {
	try {
		const [origin] = (await getOrigins(bookId)).items;

		if (!origin)
			return say('No kept photo shows this book.');
		await opened(origin.scanId);
		spineOpened.value = spines.value.findIndex((s) => s.spineIndex === origin.spineIndex);
	} catch (e) {
		say(why(e));
	}
}

export const readAgain = (scan: KeptScan) => doing(scan, async () => {
	await opened((await replayScan(scan.scanId)).scanId);
	say('Read again. What you had decided is kept.');
});

export const takeBack = (scan: KeptScan) => doing(scan, async () => {
	const { removed, changedSince } = await undoScan(scan.scanId);
	const stay = changedSince.length ? ` ${plural(changedSince.length, 'book')} stay${changedSince.length === 1 ? 's' : ''}, changed since.` : '';

	say(`Removed ${plural(removed.length, 'book')}.${stay}`);
	closeScan(scan.scanId);
	await Promise.all([load(), loadBooks()]);
});

export const dropPhoto = (scan: KeptScan) => doing(scan, async () => {
	await removePhoto(scan.scanId);
	say('The photo is deleted.');
	await load();
});

async function restore(scan: KeptScan): Promise<void> {
	try {
		await restoreScan(scan.scanId);
		await load();
	} catch (e) {
		say(why(e));
	}
}

export const drop = (scan: KeptScan) => doing(scan, async () => {
	await removeScan(scan.scanId);
	say('The scan is deleted. Its books stay.', () => void restore(scan));
	closeScan(scan.scanId);
	await load();
});

export async function dropAllPhotos(): Promise<void> {
	try {
		const { deleted } = await removePhotos();

		say(`${plural(deleted, 'photo')} deleted.`);
		await load();
	} catch (e) {
		say(why(e));
	}
}

export async function setKeep(keep: boolean): Promise<void> {
	try {
		await keepPhotos(keep);
		photos.value = await getPhotos();
	} catch (e) {
		say(why(e));
		await load();
	}
}
