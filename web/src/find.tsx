// find.tsx - a book by search or by hand, for a spine that was read wrong and for books without a photo.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Candidate, Found as Answer } from './api';
import { EditionCover } from './cover';
import { SearchIcon } from './icons';
import { owned } from './library';
import { noteOf, searchInSteps } from './online';
import { allow } from './people';
import { candidateByHand } from './shelf';
import { details, listed, sentence, sourceName } from './words';

const TYPING_MS = 250;

interface Props {
	query: string;
	author: string;
	onPick(c: Candidate): void;
}

function Found({ c, onPick }: { c: Candidate; onPick(c: Candidate): void }) {
	return (
		<li class="found">
			<EditionCover title={c.title ?? ''} link={c.imageLinks?.thumbnail} />
			<div class="book-words">
				<span class="title">{c.title}</span>
				<span class="sub">{details(c)}</span>
				{c.source && <span class="badge">{sourceName(c.source)}</span>}
				{owned.value.find(c) && <span class="badge">Already yours</span>}
			</div>
			<button type="button" class="button small" aria-label={`Add ${c.title}`} onClick={() => onPick(c)}>Add</button>
		</li>
	);
}

function ByHand({ query, author, onPick }: Props) {
	const submit = (e: Event) => {
		const form = new FormData(e.currentTarget as HTMLFormElement);
		const book = candidateByHand(String(form.get('title')), String(form.get('author')));

		e.preventDefault();
		if (book.title)
			onPick(book);
	};

	return (
		<details class="by-hand">
			<summary>Not in the catalogue? Add it by hand</summary>
			<form onSubmit={submit}>
				<label>Title<input name="title" required maxLength={500} defaultValue={query} autocomplete="off" /></label>
				<label>Author<input name="author" maxLength={255} defaultValue={author} autocomplete="off" /></label>
				<button class="button">Add this book</button>
			</form>
		</details>
	);
}

/** The way to online catalogues, where the server has some: to allow it, or to ask them all the same. */
function Elsewhere({ answer, onAsk }: { answer: Answer; onAsk(): void }) {
	const { state, sources } = answer.online;
	const names = listed(sources);
	const agree = async () => {
		if (await allow(true))
			onAsk();
	};

	if (state === 'local' && sources.length > 0)
		return <button type="button" class="link" onClick={onAsk}>Ask {names}, too</button>;
	if (state !== 'not_allowed')
		return null;
	return (
		<div class="asking-elsewhere">
			<p class="hint">{names} may know it. What you search for would be sent there: the words alone, without your name. You can take that back in your profile.</p>
			<button type="button" class="button small" onClick={() => void agree()}>Allow, and ask {names}</button>
		</div>
	);
}

/** The last answer to what is typed, step by step, and what to say of it. */
function useSearch(text: string) {
	const answer = useSignal<Answer | null>(null);
	const note = useSignal('');
	const insisted = useSignal(''); /* on asking elsewhere, for this text */
	const insist = insisted.value === text && text !== '';

	useEffect(() => {
		const stop = new AbortController();
		const show = (found: Answer) => {
			answer.value = { ...found, items: found.items.filter((c) => c.title) };
			note.value = noteOf(answer.value);
		};
		const timer = setTimeout(async () => {
			if (!text) {
				answer.value = null;
				note.value = '';
				return;
			}
			try {
				await searchInSteps(text, insist, stop.signal, show);
			} catch (e) {
				if (!stop.signal.aborted)
					note.value = sentence(e);
			}
		}, insist ? 0 : TYPING_MS);

		return () => {
			clearTimeout(timer);
			stop.abort();
		};
	}, [text, insist]);
	return { answer: answer.value, note: note.value, onInsist: () => { insisted.value = text; } };
}

export function Find({ query, author, onPick }: Props) {
	const q = useSignal(query);
	const { answer, note, onInsist } = useSearch(q.value.trim());

	return (
		<div class="find">
			<label class="search">
				<SearchIcon />
				<input type="search" aria-label="Search the catalogue" placeholder="Title, author or ISBN" enterKeyHint="search"
					autocomplete="off" value={q.value} onInput={(e) => { q.value = e.currentTarget.value; }} />
			</label>
			<p class="hint" role="status">{note}</p>
			{answer && <ul class="rows">{answer.items.map((c, i) => <Found key={c.id ?? i} c={c} onPick={onPick} />)}</ul>}
			{answer && <Elsewhere answer={answer} onAsk={onInsist} />}
			<ByHand query={query} author={author} onPick={onPick} />
		</div>
	);
}
