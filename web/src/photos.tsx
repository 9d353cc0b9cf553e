// photos.tsx - "Photos": the scans that are kept, what can be done with each, and whether photos are kept at all.
import { signal } from '@preact/signals';
import {
	busy, drop, dropAllPhotos, dropPhoto, kept, load, more, next, open, photos, problem, readAgain, setKeep, shown, takeBack,
} from './album';
import { getSmallPhoto } from './api';
import type { KeptScan } from './api';
import { Deed } from './deed';
import { Dialog } from './dialog';
import { BinIcon, PictureIcon } from './icons';
import { Picture } from './picture';
import { megabytes, plural, when } from './words';

const unfolded = signal<string | null>(null);

function Controls({ scan }: { scan: KeptScan }) {
	const id = scan.scanId;
	const waits = busy.value !== null;

	return (
		<div class="controls">
			<button type="button" class="button main" disabled={waits} onClick={() => void open(scan)}>Open</button>
			{scan.photo && (
				<button type="button" class="button" disabled={waits} onClick={() => void readAgain(scan)}>
					{busy.value === id ? 'One moment…' : 'Read it again'}
				</button>
			)}
			{scan.added > 0 && (
				<Deed label={`Take ${plural(scan.added, 'book')} back`} sure="Remove them" disabled={waits}
					onDo={() => void takeBack(scan)} />
			)}
			{scan.photo && (
				<Deed label="Delete the photo" sure="Delete it for good" disabled={waits} onDo={() => void dropPhoto(scan)} />
			)}
			<button type="button" class="button" disabled={waits} onClick={() => { unfolded.value = null; void drop(scan); }}><BinIcon /> Delete the scan</button>
		</div>
	);
}

function summary(scan: KeptScan): string {
	const left = scan.spines - scan.decided;

	return [
		plural(scan.spines, 'spine'),
		scan.added ? `${plural(scan.added, 'book')} added` : '',
		scan.spines && left ? `${left} to decide` : '',
		scan.replayOf ? 'read again' : '',
		scan.photo ? '' : 'photo not kept',
	].filter(Boolean).join(' · ');
}

function Row({ scan }: { scan: KeptScan }) {
	const unfold = unfolded.value === scan.scanId;
	const toggle = () => {
		unfolded.value = unfold ? null : scan.scanId;
	};

	return (
		<li class={`kept ${unfold ? 'open' : ''}`}>
			<button type="button" class="book-open" aria-expanded={unfold} onClick={toggle}>
				<span class="thumb">
					{scan.photo ? <Picture key={scan.scanId} get={() => getSmallPhoto(scan.scanId)} /> : <PictureIcon />}
				</span>
				<span class="book-words">
					<span class="title">{when(scan.createdAt)}</span>
					<span class="sub">{summary(scan)}</span>
				</span>
			</button>
			{unfold && <Controls scan={scan} />}
		</li>
	);
}

function Keeping() {
	const all = photos.value;

	if (!all)
		return null;
	return (
		<div class="keeping">
			<label class="switch">
				<input type="checkbox" role="switch" checked={all.keepPhotos} onChange={(e) => void setKeep(e.currentTarget.checked)} />
				<span>Keep my photos</span>
			</label>
			<p class="hint">
				{all.keepPhotos
					? 'On this server, without the place, time and camera they were taken with. A scan can be opened again with its photo, and read anew.'
					: 'New photos are read and forgotten. What was found on them is kept without a picture.'}
			</p>
			{all.count > 0 && (
				<div class="all-photos">
					<p role="status">{plural(all.count, 'photo')}, {megabytes(all.bytes)}{all.maxBytes !== null && ` of ${megabytes(all.maxBytes)}`}</p>
					<Deed label="Delete all photos" sure="Delete all for good" onDo={() => void dropAllPhotos()} />
				</div>
			)}
		</div>
	);
}

function List() {
	if (problem.value)
		return <p class="why" role="alert">{problem.value} <button type="button" class="link" onClick={() => void load()}>Try again</button></p>;
	if (!kept.value)
		return <p class="hint">Fetching your photos…</p>;
	if (!kept.value.length)
		return <p class="empty">No scans yet. Every photo you have read is listed here, to be opened again.</p>;
	return (
		<>
			<ul class="rows">{kept.value.map((s) => <Row key={s.scanId} scan={s} />)}</ul>
			{next.value && <button type="button" class="button" onClick={() => void more()}>Show earlier ones</button>}
		</>
	);
}

function hide(): void {
	shown.value = false;
	unfolded.value = null;
}

export function PhotosSheet() {
	return (
		<Dialog open={shown.value} label="Photos" head={<h2>Photos</h2>} onClose={hide}>
			<Keeping />
			<List />
		</Dialog>
	);
}
