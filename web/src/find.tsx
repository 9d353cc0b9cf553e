// find.tsx - a book by search or by hand, for a spine that was read wrong and for books without a photo.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { searchBooks } from './api';
import type { Candidate } from './api';
import { SearchIcon } from './icons';
import { owned } from './library';
import { candidateByHand } from './shelf';
import { details, sentence } from './words';

const TYPING_MS = 250;

interface Props {
	query: string;
	author: string;
	onPick(c: Candidate): void;
}

function Found({ c, onPick }: { c: Candidate; onPick(c: Candidate): void }) {
	return (
		<li class="found">
			<div class="book-words">
				<span class="title">{c.title}</span>
				<span class="sub">{details(c)}</span>
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

export function Find({ query, author, onPick }: Props) {
	const q = useSignal(query);
	const found = useSignal<Candidate[] | null>(null);
	const note = useSignal('');

	useEffect(() => {
		const text = q.value.trim();
		const stop = new AbortController();
		const timer = setTimeout(async () => {
			if (!text) {
				found.value = null;
				note.value = '';
				return;
			}
			try {
				const answer = await searchBooks(text, stop.signal);

				found.value = answer.items.filter((c) => c.title);
				note.value = found.value.length ? '' : 'Nothing in the catalogue by these words.';
			} catch (e) {
				if (!stop.signal.aborted)
					note.value = sentence(e);
			}
		}, TYPING_MS);

		return () => {
			clearTimeout(timer);
			stop.abort();
		};
	}, [q.value]);
	return (
		<div class="find">
			<label class="search">
				<SearchIcon />
				<input type="search" aria-label="Search the catalogue" placeholder="Title, author or ISBN" enterKeyHint="search"
					autocomplete="off" value={q.value} onInput={(e) => { q.value = e.currentTarget.value; }} />
			</label>
			<p class="hint" role="status">{note.value}</p>
			{found.value && <ul class="rows">{found.value.map((c, i) => <Found key={c.id ?? i} c={c} onPick={onPick} />)}</ul>}
			<ByHand query={query} author={author} onPick={onPick} />
		</div>
	);
}
