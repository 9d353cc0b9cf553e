// lend.tsx - lending one book: what its row says of it, and the sheet that asks to whom.
import { useEffect } from 'preact/hooks';
import type { Book } from './api';
import { Dialog } from './dialog';
import { HandsIcon } from './icons';
import { change } from './library';
import { friends, giveBack, lend, lending, load, loans } from './people';
import { day } from './words';

const PROPOSED = 6;

/** In the unfolded row of a book. */
export function Lending({ book }: { book: Book }) {
	const loan = loans.value?.find((l) => l.userBookId === book.id && l.status === 'active');

	useEffect(() => {
		if (book.loaned && !loan)
			void load();
	}, [book.id]);
	if (!book.loaned)
		return <button type="button" class="button" onClick={() => { lending.value = book; void load(); }}><HandsIcon /> Lend</button>;
	return (
		<span class="with">
			<span>{loan ? `With ${loan.borrowerName}${loan.dueAt ? `, due ${day(loan.dueAt, true)}` : ''}` : 'Marked as lent'}</span>
			<button type="button" class="button" onClick={() => void (loan ? giveBack(loan) : change(book, { loaned: false }))}>It is back</button>
		</span>
	);
}

const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

function submit(e: Event, book: Book): void {
	const form = new FormData(e.currentTarget as HTMLFormElement);
	const name = String(form.get('name')).trim();

	e.preventDefault();
	if (name)
		void lend(book, name, String(form.get('due')));
}

function choose(e: Event, name: string): void {
	const form = (e.currentTarget as HTMLElement).closest('form')!;

	(form.elements.namedItem('name') as HTMLInputElement).value = name;
}

function Ask({ book }: { book: Book }) {
	const known = (friends.value ?? []).filter((f) => f.status === 'active');

	return (
		<form class="ask" onSubmit={(e) => submit(e, book)}>
			<p class="title">{book.title}</p>
			<label>To whom?<input name="name" required maxLength={120} list="friends" autocomplete="off" enterKeyHint="done" /></label>
			<datalist id="friends">{known.map((f) => <option value={f.name} />)}</datalist>
			{known.length > 0 && (
				<div class="chips" role="group" aria-label="Your friends">
					{known.slice(0, PROPOSED).map((f) => <button type="button" class="chip" onClick={(e) => choose(e, f.name)}>{f.name}</button>)}
				</div>
			)}
			<label>Due back, if you like<input name="due" type="date" min={today()} /></label>
			<button class="button main">Lend it</button>
			<p class="hint">A name that is new becomes one of your friends here. Nobody is told.</p>
		</form>
	);
}

export function LendSheet() {
	const book = lending.value;

	return (
		<Dialog open={book !== null} label="Lend a book" head={<h2>Lend</h2>} onClose={() => { lending.value = null; }}>
			{book && <Ask book={book} />}
		</Dialog>
	);
}
