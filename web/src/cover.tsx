// cover.tsx - covers: an edition's, which anybody may see; a copy's, which is its person's alone; and the choice of another.
import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Book } from './api';
import { getCover, removeCover, sendCover } from './api';
import { KINDS } from './capture';
import { Covers, coverPath, hueOf, whyNoCover } from './covers';
import type { Cover, CoverSize } from './covers';
import { Deed } from './deed';
import { useNear } from './near';

const AGAIN_MS = 4000;

/** How often the cover of a book was changed here. */
const changes = signal<Record<string, number>>({});

const covers = new Covers((key) => {
	const [id, size] = key.split(' ');

	return getCover(id!, size as CoverSize);
}, (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)));

const changed = (id: string) => {
	changes.value = { ...changes.value, [id]: (changes.value[id] ?? 0) + 1 };
};

export const forgetCovers = () => covers.forget();

/** What stands where there is no picture, or none yet. The title is no text of the page: it stands beside it. Typographers' apostrophes stand
 * upright in a line that goes down. */
const Drawn = ({ title }: { title: string }) =>
	<span class="cover-drawn" data-title={title.replace(/’/g, '\'')} style={{ '--hue': String(hueOf(title)) }} />;

/** The cover of an edition, by the link of an answer; one that is just being fetched is asked for once more. */
export function EditionCover({ title, link }: { title: string; link: string | null | undefined }) {
	const path = coverPath(link, 'small');
	const [failed, setFailed] = useState(0);

	useEffect(() => setFailed(0), [path]);
	useEffect(() => {
		const timer = failed === 1 ? setTimeout(() => setFailed(2), AGAIN_MS) : undefined;

		return () => clearTimeout(timer);
	}, [failed]);
	return (
		<span class="cover" aria-hidden="true">
			<Drawn title={title} />
			{path && (failed === 0 || failed === 2) && (
				<img key={`${path} ${failed}`} src={path} alt="" loading="lazy" decoding="async" onError={() => setFailed(failed + 1)} />
			)}
		</span>
	);
}

interface Shown {
	url: string;
	cover: Cover;
}

function CopyCover({ book, size, onCover }: { book: Book; size: CoverSize; onCover?(c: Cover | null): void }) {
	const ref = useRef<HTMLSpanElement>(null);
	const [shown, setShown] = useState<Shown | null>(null);
	const key = `${book.id} ${size} ${book.isbn13 ?? ''} ${changes.value[book.id] ?? 0}`;

	useNear(ref, key, () => {
		let url = '';
		let gone = false;
		const take = (cover: Cover | null) => {
			if (gone)
				return;
			url = cover ? URL.createObjectURL(cover.blob) : '';
			setShown(cover && { url, cover });
			onCover?.(cover);
		};

		covers.of(key).then(take, () => take(null)); // Why there is none is nothing to be told: the drawn one stands.
		return () => {
			gone = true;
			URL.revokeObjectURL(url);
		};
	});
	return (
		<span class={`cover ${size} ${shown ? `is-${shown.cover.kind}` : ''}`} ref={ref} aria-hidden="true">
			<Drawn title={book.title} />
			{shown && <img key={shown.url} src={shown.url} alt="" decoding="async" />}
		</span>
	);
}

export const RowCover = ({ book }: { book: Book }) => <CopyCover book={book} size="small" />;

const kinds = {
	own: 'The cover is a photo of yours, which only you see.',
	edition: 'The cover is that of its edition.',
	spine: 'There is no cover yet: this is its spine on your photo.',
	none: 'There is no cover yet.',
} as const;

/** What its copy looks like, and another photo of it. */
export function CoverChoice({ book }: { book: Book }) {
	const kind = useSignal<keyof typeof kinds | null>(null);
	const why = useSignal('');
	const busy = useSignal(false);
	const doing = async (what: () => Promise<unknown>, bytes: number) => {
		busy.value = true;
		why.value = '';
		try {
			await what();
			changed(book.id);
		} catch (e) {
			why.value = whyNoCover(e, bytes);
		} finally {
			busy.value = false;
		}
	};
	const chosen = (e: Event) => {
		const input = e.currentTarget as HTMLInputElement;
		const file = input.files?.[0];

		input.value = ''; /* so that the same file can be chosen again */
		if (file)
			void doing(() => sendCover(book.id, file), file.size || 1);
	};

	return (
		<div class="cover-choice">
			<CopyCover book={book} size="medium" onCover={(c) => { kind.value = c?.kind ?? 'none'; }} />
			<div class="cover-words">
				<p class="hint" role="status">{busy.value ? 'One moment…' : kind.value && kinds[kind.value]}</p>
				<p class="why" role="alert">{why.value}</p>
				<div class="actions">
					<label class="button" aria-disabled={busy.value}>
						Cover: choose a photo…
						<input class="hidden-input" type="file" accept={KINDS} disabled={busy.value} onChange={chosen} />
					</label>
					{kind.value === 'own' && (
						<Deed label="Remove my photo" sure="Delete it for good" disabled={busy.value} onDo={() => void doing(() => removeCover(book.id), 0)} />
					)}
				</div>
			</div>
		</div>
	);
}
