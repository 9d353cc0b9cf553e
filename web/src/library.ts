// library.ts - the person's books as the page knows them; what is changed here is changed on the server.
import { computed, signal } from '@preact/signals';
import { addBook, addBooks, changeBook, getBooks, removeBook } from './api';
import type { BatchResult, Book, NewBook } from './api';
import { say } from './notice';
import { Owned } from './shelf';
import { sentence } from './words';

/** null: not fetched yet. */
export const books = signal<Book[] | null>(null);
export const problem = signal<string | null>(null);
export const owned = computed(() => new Owned(books.value ?? []));

export async function load(): Promise<void> {
	problem.value = null;
	try {
		books.value = (await getBooks()).items;
	} catch (e) {
		problem.value = sentence(e);
	}
}

/** Newest first, as the server lists them. */
function take(fresh: readonly Book[]): void {
	const byId = new Map(fresh.map((b) => [b.id, b]));
	const kept = (books.value ?? []).map((b) => {
		const now = byId.get(b.id) ?? b;

		byId.delete(b.id);
		return now;
	});

	books.value = [...Array.from(byId.values()).reverse(), ...kept];
}

export async function add(items: NewBook[]): Promise<BatchResult[]> {
	const answer = await addBooks(items);

	take(answer.items);
	return answer.results;
}

/** As the server has it now. */
export const put = (id: string, change: Partial<Book>) => {
	books.value = books.value?.map((b) => (b.id === id ? { ...b, ...change } : b)) ?? null;
};

/** Shown at once; taken back where the server refuses. */
export async function change(book: Book, what: Parameters<typeof changeBook>[1]): Promise<void> {
	put(book.id, what);
	try {
		put(book.id, (await changeBook(book.id, what)).item);
	} catch (e) {
		put(book.id, book);
		say(sentence(e));
	}
}

export const forget = (id: string) => {
	books.value = books.value?.filter((b) => b.id !== id) ?? null;
};

async function restore(book: Book): Promise<void> {
	try {
		await addBook(book);
		await load();
	} catch (e) {
		say(sentence(e));
	}
}

export async function remove(book: Book): Promise<void> {
	try {
		await removeBook(book.id);
		forget(book.id);
		say(`Removed “${book.title}”.`, () => void restore(book));
	} catch (e) {
		say(sentence(e));
	}
}
