// books.tsx - the library below: every book the person has, to filter, shelve, rate and remove.
import { signal } from '@preact/signals';
import { show, showOrigin } from './album';
import type { Book, Candidate, Shelf } from './api';
import { CoverChoice, RowCover } from './cover';
import { Dialog } from './dialog';
import { Find } from './find';
import { BinIcon, HandsIcon, HeartIcon, PictureIcon, PlusIcon, SearchIcon, StarIcon } from './icons';
import { add, books, change, load, problem, remove } from './library';
import { say } from './notice';
import { bookFrom, fold } from './shelf';
import { Lending } from './lend';
import { show as showLent } from './people';
import { authorOf, plural, sentence, shelfName, shelves } from './words';

const PAGE = 100;

const filter = signal('');
const shown = signal(PAGE);
const unfolded = signal<string | null>(null);
const removing = signal<string | null>(null);
export const adding = signal(false);

function Stars({ book }: { book: Book }) {
	return (
		<div class="stars" role="group" aria-label={`Rating: ${book.rating ?? 'none'}`}>
			{[1, 2, 3, 4, 5].map((n) => (
				<button type="button" class={`icon star ${n <= Math.round(book.rating ?? 0) ? 'on' : ''}`} aria-label={plural(n, 'star')}
					aria-pressed={book.rating === n} onClick={() => void change(book, { rating: book.rating === n ? null : n })}>
					<StarIcon />
				</button>
			))}
		</div>
	);
}

function Removal({ book }: { book: Book }) {
	if (removing.value !== book.id)
		return (
			<button type="button" class="button" onClick={() => { removing.value = book.id; }}>
				<BinIcon /> Remove
			</button>
		);
	return (
		<span class="asking">
			<button type="button" class="button danger" onClick={() => void remove(book)}>Remove it</button>
			<button type="button" class="button" onClick={() => { removing.value = null; }}>Keep it</button>
		</span>
	);
}

function Controls({ book }: { book: Book }) {
	return (
		<div class="controls">
			<CoverChoice book={book} />
			<label class="shelf-of">
				<span class="hint">Shelf</span>
				<select value={book.shelf} onChange={(e) => void change(book, { shelf: e.currentTarget.value as Shelf })}>
					{shelves.map(([key, name]) => <option value={key}>{name}</option>)}
				</select>
			</label>
			<Stars book={book} />
			<button type="button" class={`icon heart ${book.liked ? 'on' : ''}`} aria-label="Liked" aria-pressed={book.liked}
				onClick={() => void change(book, { liked: !book.liked })}>
				<HeartIcon />
			</button>
			<Lending book={book} />
			{book.source === 'scan' && (
				<button type="button" class="button" onClick={() => void showOrigin(book.id)}><PictureIcon /> On its photo</button>
			)}
			<Removal book={book} />
		</div>
	);
}

function Row({ book }: { book: Book }) {
	const open = unfolded.value === book.id;
	const sub = [authorOf(book.author), book.publishedYear].filter(Boolean).join(' · ');
	const toggle = () => {
		unfolded.value = open ? null : book.id;
		removing.value = null;
	};

	return (
		<li class={`book ${open ? 'open' : ''}`}>
			<button type="button" class="book-open" aria-expanded={open} onClick={toggle}>
				<RowCover book={book} />
				<span class="book-words">
					<span class="title">{book.title}</span>
					<span class="sub">{sub || 'Author unknown'}</span>
				</span>
				<span class="book-side">
					{book.liked && <span class="liked" role="img" aria-label="liked">♥</span>}
					{book.rating !== null && <span class="rated" role="img" aria-label={`rated ${book.rating}`}>★ {book.rating}</span>}
					{book.loaned && <span class="lent">Lent</span>}
					<span class="shelf-name">{shelfName(book.shelf)}</span>
				</span>
			</button>
			{open && <Controls book={book} />}
		</li>
	);
}

async function addFound(c: Candidate): Promise<void> {
	try {
		const [result] = await add([bookFrom(c, 'manual')]);

		if (result?.status === 'created')
			say(`Added “${c.title}”.`);
		else
			say(result?.id ? `“${c.title}” was in your library already.` : (result?.message ?? 'The server did not take this book.'));
		adding.value = false;
	} catch (e) {
		say(sentence(e));
	}
}

function Listed({ all }: { all: Book[] }) {
	const words = fold(filter.value).split(' ').filter(Boolean);
	const hits = words.length
		? all.filter((b) => words.every((w) => fold(`${b.title} ${b.author} ${b.publishedYear ?? ''} ${shelfName(b.shelf)}`).includes(w)))
		: all;

	return (
		<>
			<label class="search">
				<SearchIcon />
				<input type="search" aria-label="Filter your books" placeholder="Filter by title, author, year or shelf" autocomplete="off"
					value={filter.value} onInput={(e) => { filter.value = e.currentTarget.value; shown.value = PAGE; }} />
			</label>
			{words.length > 0 && <p class="hint" role="status">{plural(hits.length, 'book')} of {all.length}</p>}
			<ul class="rows books">{hits.slice(0, shown.value).map((b) => <Row key={b.id} book={b} />)}</ul>
			{hits.length > shown.value && (
				<button type="button" class="button" onClick={() => { shown.value += PAGE; }}>Show {Math.min(PAGE, hits.length - shown.value)} more</button>
			)}
		</>
	);
}

function Content() {
	if (problem.value)
		return <p class="why" role="alert">{problem.value} <button type="button" class="link" onClick={() => void load()}>Try again</button></p>;
	if (!books.value)
		return <p class="hint">Fetching your books…</p>;
	if (!books.value.length)
		return <p class="empty">No books yet. Photograph a shelf and confirm what was recognised: the books land here.</p>;
	return <Listed all={books.value} />;
}

export function Library() {
	return (
		<section class="library" aria-labelledby="library-name">
			<div class="library-head">
				<h2 id="library-name">Your library {books.value?.length ? <small>{plural(books.value.length, 'book')}</small> : null}</h2>
				<div class="actions">
					<button type="button" class="button" onClick={show}><PictureIcon /> Photos</button>
					<button type="button" class="button" onClick={showLent}><HandsIcon /> Lent</button>
					<button type="button" class="button" aria-label="Add a book" onClick={() => { adding.value = true; }}><PlusIcon /> Add</button>
				</div>
			</div>
			<Content />
			<Dialog open={adding.value} label="Add a book" head={<h2>Add a book</h2>} onClose={() => { adding.value = false; }}>
				<Find query="" author="" onPick={(c) => void addFound(c)} />
			</Dialog>
		</section>
	);
}
