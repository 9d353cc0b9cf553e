// lent.tsx - "Lent": who has which book, what came back, and the friends.
import { signal } from '@preact/signals';
import type { Friend, Loan } from './api';
import { Dialog } from './dialog';
import { BinIcon } from './icons';
import { befriend, forget, friends, giveBack, lentShown, load, loans, problem, tell, unfriend } from './people';
import { day, overdue, plural } from './words';

const unfolded = signal<string | null>(null);

function Away({ loan }: { loan: Loan }) {
	const late = overdue(loan.dueAt, Date.now());

	return (
		<li class="found">
			<div class="book-words">
				<span class="title">{loan.book.title}</span>
				<span class="sub">{loan.borrowerName} · since {day(loan.lentAt)}</span>
				{loan.dueAt && <span class={late ? 'why' : 'sub'}>{late ? 'was due' : 'due'} {day(loan.dueAt, true)}</span>}
			</div>
			<button type="button" class="button" aria-label={`${loan.book.title} is back`} onClick={() => void giveBack(loan)}>It is back</button>
		</li>
	);
}

function Past({ loan }: { loan: Loan }) {
	return (
		<li class="found">
			<div class="book-words">
				<span class="title">{loan.book.title}</span>
				<span class="sub">{loan.borrowerName} · {day(loan.lentAt)} – {day(loan.returnedAt ?? loan.lentAt)}</span>
			</div>
			<button type="button" class="icon" aria-label={`Delete the entry of ${loan.book.title}`} onClick={() => void forget(loan)}><BinIcon /></button>
		</li>
	);
}

function Loans({ all }: { all: Loan[] }) {
	const away = all.filter((l) => l.status === 'active');
	const past = all.filter((l) => l.status === 'returned');

	return (
		<>
			{away.length
				? <ul class="rows">{away.map((l) => <Away key={l.id} loan={l} />)}</ul>
				: <p class="empty">Nothing is lent. Open a book of your library to lend it.</p>}
			{past.length > 0 && (
				<details>
					<summary>{plural(past.length, 'loan')} came back</summary>
					<ul class="rows">{past.map((l) => <Past key={l.id} loan={l} />)}</ul>
				</details>
			)}
		</>
	);
}

function fields(e: Event): { name: string; email: string } {
	const form = new FormData(e.currentTarget as HTMLFormElement);

	e.preventDefault();
	return { name: String(form.get('name')).trim(), email: String(form.get('email')).trim() };
}

async function save(e: Event, friend: Friend): Promise<void> {
	const { name, email } = fields(e);

	if (await tell(friend, { name, email: email || null }))
		unfolded.value = null;
}

function Person({ friend }: { friend: Friend }) {
	const open = unfolded.value === friend.id;
	const blocked = friend.status === 'blocked';

	return (
		<li>
			<button type="button" class="book-open" aria-expanded={open} onClick={() => { unfolded.value = open ? null : friend.id; }}>
				<span class="initials" aria-hidden="true">{friend.initials}</span>
				<span class="book-words">
					<span class="title">{friend.name}</span>
					{(friend.email || blocked) && <span class="sub">{[friend.email, blocked ? 'not lent to' : ''].filter(Boolean).join(' · ')}</span>}
				</span>
			</button>
			{open && (
				<form class="ask" onSubmit={(e) => void save(e, friend)}>
					<label>Name<input name="name" required maxLength={120} defaultValue={friend.name} autocomplete="off" /></label>
					<label>E-mail<input name="email" type="email" maxLength={254} defaultValue={friend.email ?? ''} autocomplete="off" /></label>
					<div class="actions">
						<button class="button main">Save</button>
						<button type="button" class="button" onClick={() => void tell(friend, { status: blocked ? 'active' : 'blocked' })}>
							{blocked ? 'Lend to again' : 'Lend to no more'}
						</button>
						<button type="button" class="button" onClick={() => void unfriend(friend)}><BinIcon /> Remove</button>
					</div>
				</form>
			)}
		</li>
	);
}

async function add(e: Event): Promise<void> {
	const form = e.currentTarget as HTMLFormElement;
	const { name, email } = fields(e);

	if (name && (await befriend(name, email)))
		form.reset();
}

function Friends({ all }: { all: Friend[] }) {
	return (
		<section class="friends" aria-labelledby="friends-name">
			<h3 id="friends-name">Friends</h3>
			{all.length ? <ul class="rows">{all.map((f) => <Person key={f.id} friend={f} />)}</ul> : <p class="hint">Whom you lend a book to is listed here.</p>}
			<details>
				<summary>Add a friend</summary>
				<form class="ask" onSubmit={(e) => void add(e)}>
					<label>Name<input name="name" required maxLength={120} autocomplete="off" /></label>
					<label>E-mail<input name="email" type="email" maxLength={254} autocomplete="off" /></label>
					<button class="button">Add</button>
				</form>
			</details>
		</section>
	);
}

function Content() {
	if (problem.value)
		return <p class="why" role="alert">{problem.value} <button type="button" class="link" onClick={() => void load()}>Try again</button></p>;
	if (!loans.value || !friends.value)
		return <p class="hint">Fetching what is lent…</p>;
	return (
		<>
			<Loans all={loans.value} />
			<Friends all={friends.value} />
		</>
	);
}

export function LentSheet() {
	return (
		<Dialog open={lentShown.value} label="Lent" head={<h2>Lent</h2>} onClose={() => { lentShown.value = false; unfolded.value = null; }}>
			<Content />
		</Dialog>
	);
}
