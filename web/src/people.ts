// people.ts - what is lent and to whom, the friends, and the person's own profile, as the page knows them.
import { computed, signal } from '@preact/signals';
import {
	addFriend, addLoan, allowOnline, changeFriend, changeLoan, changeProfile, getFriends, getLoans, getProfile, removeFriend, removeLoan, restore,
} from './api';
import type { Book, Friend, Loan, Profile, ProfileWords } from './api';
import { put } from './library';
import { say } from './notice';
import { Problem } from './problem';
import { sentence } from './words';

/** null: not fetched yet. */
export const loans = signal<Loan[] | null>(null);
export const friends = signal<Friend[] | null>(null);
export const profile = signal<Profile | null>(null);
export const problem = signal<string | null>(null);
/** The names of the online catalogues the server would ask. */
export const onlineSources = signal<string[]>([]);

/** Which of the sheets is open: the list of loans and friends, the book that is being lent, the profile. */
export const lentShown = signal(false);
export const lending = signal<Book | null>(null);
export const profileShown = signal(false);
export const away = computed(() => !lentShown.value && !lending.value && !profileShown.value);

const why = (e: unknown) =>
	(e instanceof Problem && e.status === 404 ? 'That is no longer there. Somebody has changed it on another device.' : sentence(e));

/** What is done with a loan or a friend, its failure told; true when it was done. */
async function doing(what: () => Promise<void>): Promise<boolean> {
	try {
		await what();
		return true;
	} catch (e) {
		say(why(e));
		if (e instanceof Problem && (e.status === 404 || e.status === 409))
			void load();
		return false;
	}
}

export async function load(): Promise<void> {
	problem.value = null;
	try {
		const [lent, people] = await Promise.all([getLoans(), getFriends()]);

		loans.value = lent.items;
		friends.value = people.items;
	} catch (e) {
		problem.value = why(e);
	}
}

export function show(): void {
	lentShown.value = true;
	void load();
}

/** The loan as it is now, and its book's mark. */
function take(loan: Loan): void {
	const known = loans.value?.some((l) => l.id === loan.id);

	loans.value = known ? loans.value!.map((l) => (l.id === loan.id ? loan : l)) : [loan, ...(loans.value ?? [])];
	put(loan.book.id, loan.book);
}

/** To the friend of this name, who is made one if need be. */
export const lend = (book: Book, name: string, due: string) => doing(async () => {
	const friend = (await addFriend(name, null)).item;

	take((await addLoan({ userBookId: book.id, friendId: friend.id, borrowerName: friend.name, dueDate: due || null })).item);
	lending.value = null;
	say(`Lent to ${friend.name}.`);
	void load();
});

const setStatus = (loan: Loan, status: Loan['status']) => doing(async () => take((await changeLoan(loan.id, status)).item));

export async function giveBack(loan: Loan): Promise<void> {
	if (await setStatus(loan, 'returned'))
		say(`“${loan.book.title}” is back.`, () => void setStatus(loan, 'active'));
}

const bringBack = (id: string) => doing(async () => {
	await restore(id);
	await load();
});

export const forget = (loan: Loan) => doing(async () => {
	await removeLoan(loan.id);
	loans.value = loans.value?.filter((l) => l.id !== loan.id) ?? null;
	say('The entry is deleted.', () => void bringBack(loan.id));
});

export const befriend = (name: string, email: string) => doing(async () => {
	const { item } = await addFriend(name, email || null);

	say(`${item.name} is among your friends.`);
	await load();
});

export const tell = (friend: Friend, change: Partial<Pick<Friend, 'name' | 'email' | 'status'>>) => doing(async () => {
	const { item } = await changeFriend(friend.id, change);

	say(`Saved what you said of ${item.name}.`);
	await load();
});

export const unfriend = (friend: Friend) => doing(async () => {
	await removeFriend(friend.id);
	say(`${friend.name} is removed.`, () => void bringBack(friend.id));
	await load();
});

export async function showProfile(): Promise<void> {
	profileShown.value = true;
	problem.value = null;
	try {
		const mine = await getProfile();

		profile.value = mine.profile;
		onlineSources.value = mine.onlineSources;
	} catch (e) {
		problem.value = why(e);
	}
}

/** Whether online catalogues may be told what is searched for. */
export const allow = (yes: boolean) => doing(async () => {
	profile.value = (await allowOnline(yes)).profile;
});

export const saveProfile = (words: ProfileWords) => doing(async () => {
	profile.value = (await changeProfile(words)).profile;
	profileShown.value = false;
	say('Your profile is saved.');
});
