// spines.tsx - the list beside the photo: each spine with what it is taken for, and the ways to take many at once.
import { computed, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { PlusIcon, marks } from './icons';
import { confirm, confirmSure, fates, looks, opened, pointed, spines, stage, sureOnes } from './scan';
import { isOpen, nameOf } from './shelf';
import type { Look } from './shelf';
import { plural } from './words';

type Kind = 'all' | 'sure' | 'check' | 'unknown' | 'decided';

const kindOf = (look: Look): Kind => (look === 'sure' || look === 'check' || look === 'unknown' ? look : 'decided');
const kindNames: readonly (readonly [Kind, string])[] = [
	['all', 'All'], ['sure', 'Sure'], ['check', 'Check'], ['unknown', 'Unknown'], ['decided', 'Done'],
];

const kind = signal<Kind>('all');
const counts = computed(() => {
	const n: Record<Kind, number> = { all: looks.value.length, sure: 0, check: 0, unknown: 0, decided: 0 };

	for (const look of looks.value)
		n[kindOf(look)]++;
	return n;
});

export const lookWords: Record<Look, string> = {
	sure: 'sure', check: 'please check', unknown: 'not recognised', saving: 'being added',
	added: 'added', yours: 'already yours', dismissed: 'set aside',
};

function Row({ at }: { at: number }) {
	const ref = useRef<HTMLLIElement>(null);
	const spine = spines.value[at]!;
	const look = looks.value[at]!;
	const fate = fates.value[at];
	const { title, author, read } = nameOf(spine);
	const best = spine.lookup.items[0];

	useEffect(() => opened.subscribe((now) => {
		if (now === at)
			ref.current?.scrollIntoView({ block: 'nearest' });
	}), [at]);
	return (
		<li ref={ref} class={`spine ${look} ${opened.value === at ? 'active' : ''}`}
			onMouseEnter={() => { pointed.value = at; }} onMouseLeave={() => { pointed.value = -1; }}>
			<button type="button" class="spine-open" onClick={() => { opened.value = at; }}>
				<span class={`mark ${look}`} aria-hidden="true">{marks[look]}</span>
				<span class="spine-words">
					<span class={`title ${read ? 'read' : ''}`}>{title || 'Could not be read'}</span>
					<span class="sub">
						{[author, lookWords[look]].filter(Boolean).join(' · ')}
					</span>
					{fate?.is === 'refused' && <span class="why">{fate.why}</span>}
				</span>
			</button>
			{(look === 'sure' || look === 'check') && best && (
				<button type="button" class="icon add" aria-label={`Add ${title}`} onClick={() => void confirm(at, best)}>
					<PlusIcon />
				</button>
			)}
		</li>
	);
}

function Summary() {
	const n = counts.value;
	const seconds = stage.value.is === 'done' ? stage.value.scan.timingsMs.total / 1000 : 0;
	const left = n.all - n.decided;

	return (
		<p class="summary" role="status">
			{plural(n.all, 'spine')} in {seconds.toFixed(1)} s.{' '}
			{left ? `${left} left to decide.` : 'All decided.'}
		</p>
	);
}

function Kinds() {
	return (
		<div class="chips" role="group" aria-label="Show">
			{kindNames.filter(([k]) => k === 'all' || counts.value[k] > 0).map(([k, name]) => (
				<button type="button" class={`chip ${k}`} aria-pressed={kind.value === k} onClick={() => { kind.value = k; }}>
					{k !== 'all' && <i class="swatch" aria-hidden="true" />}
					{name} <b>{counts.value[k]}</b>
				</button>
			))}
		</div>
	);
}

export function SpineList() {
	const n = sureOnes.value.length;
	const shown = looks.value.flatMap((look, i) => (kind.value === 'all' || kindOf(look) === kind.value ? [i] : []));
	const firstOpen = looks.value.findIndex((look) => isOpen(look) && look !== 'sure');

	if (!looks.value.length)
		return (
			<div class="empty">
				<h2>No spines found</h2>
				<p>Go nearer, so that one or two shelves fill the photo, hold the camera straight, and see that there is light on the spines.</p>
			</div>
		);
	return (
		<div class="spines">
			<Summary />
			<div class="actions">
				{n > 0 && <button type="button" class="button main" onClick={() => void confirmSure()}>Add {plural(n, 'sure book')}</button>}
				{firstOpen >= 0 && <button type="button" class="button" onClick={() => { opened.value = firstOpen; }}>Check the rest</button>}
			</div>
			<Kinds />
			<ul class="rows">{shown.map((i) => <Row key={i} at={i} />)}</ul>
			{!shown.length && <p class="hint">None left here.</p>}
		</div>
	);
}
