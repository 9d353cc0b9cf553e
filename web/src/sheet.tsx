// sheet.tsx - one spine looked at closely: its crop, what was read, the candidates, and the decision.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Candidate, Spine } from './api';
import { EditionCover } from './cover';
import { Dialog } from './dialog';
import { Find } from './find';
import { cropTransform, upright } from './geometry';
import { LeftIcon, RightIcon, marks } from './icons';
import { owned } from './library';
import { spineAt } from './photo';
import { confirm, dismiss, fates, looks, opened, reopen, spines, stage } from './scan';
import type { Photo } from './scan';
import { nameOf, textOf } from './shelf';
import { lookWords } from './spines';
import { details } from './words';

const TALLEST_PX = 230;
const LOWEST_PX = 56;
const MARGIN_PX = 4;

function draw(canvas: HTMLCanvasElement, picture: HTMLImageElement, spine: Spine, frame: { w: number; h: number }): void {
	const u = upright(spine.polygon);
	const room = canvas.parentElement!.clientWidth;
	const height = Math.max(LOWEST_PX, Math.min(TALLEST_PX, (room * u.thickness) / u.length));
	const width = Math.max(24, (height * u.length) / u.thickness);
	const dense = Math.min(window.devicePixelRatio || 1, 2);
	const context = canvas.getContext('2d')!;

	canvas.width = Math.round(width * dense);
	canvas.height = Math.round(height * dense);
	canvas.style.width = `${width}px`;
	canvas.style.height = `${height}px`;
	const m = MARGIN_PX * dense;
	const t = cropTransform(spine.polygon, canvas.width - 2 * m, canvas.height - 2 * m);

	context.setTransform({ ...t, e: t.e! + m, f: t.f! + m });
	context.imageSmoothingQuality = 'high';
	context.drawImage(picture, 0, 0, frame.w, frame.h);
}

function Crop({ spine, photo, frame }: { spine: Spine; photo: Photo; frame: { w: number; h: number } }) {
	const ref = useRef<HTMLCanvasElement>(null);

	useEffect(() => {
		if (ref.current && photo.picture)
			draw(ref.current, photo.picture, spine, frame);
	}, [spine, photo]);
	if (!photo.picture)
		return null;
	return (
		<div class="crop" tabIndex={0} role="group" aria-label="The spine, upright">
			<canvas ref={ref} role="img" aria-label="The spine, upright" />
		</div>
	);
}

function CandidateRow({ c, at, first }: { c: Candidate; at: number; first: boolean }) {
	const percent = Math.round((c.score ?? 0) * 100);
	const mine = owned.value.find(c);

	return (
		<li class={`candidate ${first ? 'first' : ''}`}>
			<EditionCover title={c.title ?? ''} link={c.imageLinks?.thumbnail} />
			<div class="book-words">
				<span class="title">{c.title}</span>
				<span class="sub">{details(c)}</span>
				<span class="score"><meter min={0} max={100} value={percent} aria-label="Likeness" /> {percent} %</span>
				{c.reasons?.length ? <span class="reasons">{c.reasons.map((r) => `${r}.`).join(' ')}</span> : null}
				{mine && <span class="badge">Already yours</span>}
			</div>
			<button type="button" class={`button ${first ? 'main' : ''}`} aria-label={`Confirm ${c.title}`} onClick={() => void confirm(at, c)}>
				Confirm
			</button>
		</li>
	);
}

function Decided({ at }: { at: number }) {
	const fate = fates.value[at];
	const look = looks.value[at]!;

	if (fate?.is === 'refused')
		return <p class="why" role="alert">{fate.why}</p>;
	if (look === 'dismissed')
		return <p class="decided">Set aside. <button type="button" class="link" onClick={() => reopen(at)}>Take it back</button></p>;
	if (look === 'added' || look === 'yours')
		return <p class="decided">✓ {look === 'added' ? 'In your library.' : 'This book is in your library already.'}</p>;
	return null;
}

/** Searches only once it is opened; where nothing was recognised, at once. */
function Other({ at, spine }: { at: number; spine: Spine }) {
	const open = useSignal(spine.status === 'unknown');
	const read = nameOf({ ...spine, status: 'unknown' });

	return (
		<details class="other" open={open.value} onToggle={(e) => { open.value = e.currentTarget.open; }}>
			<summary>{spine.status === 'unknown' ? 'Search for it' : 'Another book? Search for it'}</summary>
			{open.value && (
				<Find query={read.title} author={read.author} onPick={(c) => void confirm(at, c, c.id ? 'scan' : 'manual')} />
			)}
		</details>
	);
}

function Body({ at }: { at: number }) {
	const now = stage.value;
	const spine = spines.value[at];

	if (now.is !== 'done' || !spine)
		return null;
	const { items } = spine.lookup;
	const text = textOf(spine);
	const unknown = spine.status === 'unknown';

	return (
		<>
			<Crop spine={spine} photo={now.photo} frame={{ w: now.scan.frameWidth, h: now.scan.frameHeight }} />
			<p class="text-read"><span class="hint">Read on it: </span>{text ? text.replace(/\n/g, ' / ') : 'nothing legible'}</p>
			<Decided at={at} />
			{unknown && <Other at={at} spine={spine} />}
			{items.length > 0 && <h3>{unknown ? 'Or one of these? All are weak guesses' : 'Is it one of these?'}</h3>}
			<ul class="rows candidates">
				{items.map((c, i) => <CandidateRow key={c.id ?? i} c={c} at={at} first={i === 0 && !unknown} />)}
			</ul>
			<div class="actions">
				<button type="button" class="button" disabled={looks.value[at] === 'dismissed'} onClick={() => dismiss(at)}>Not a book, or not mine</button>
			</div>
			{!unknown && <Other at={at} spine={spine} />}
		</>
	);
}

function go(step: -1 | 0 | 1): void {
	opened.value = (opened.value + step + spines.value.length) % spines.value.length;
}

function Head({ at }: { at: number }) {
	const n = spines.value.length;
	const look = looks.value[at] ?? 'unknown';

	return (
		<>
			<button type="button" class="icon" aria-label="Previous spine" onClick={() => go(-1)}><LeftIcon /></button>
			<button type="button" class="icon" aria-label="Next spine" onClick={() => go(1)}><RightIcon /></button>
			<span class={`mark ${look}`} aria-hidden="true">{marks[look]}</span>
			<h2>Spine {at + 1} <small>of {n}</small><small class="state">{lookWords[look]}</small></h2>
		</>
	);
}

function onKey(e: KeyboardEvent): void {
	if (opened.value >= 0 && !(e.target as HTMLElement).closest('input'))
		go(e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0);
}

export function SpineSheet() {
	const at = opened.value;

	useEffect(() => {
		document.addEventListener('keydown', onKey);
		return () => document.removeEventListener('keydown', onKey);
	}, []);
	return (
		<Dialog open={at >= 0} label="Spine" head={<Head at={at} />} page={at} onClose={() => { opened.value = -1; }}
			onBeside={(x, y) => { opened.value = spineAt(x, y); }}>
			<Body at={at} />
		</Dialog>
	);
}
