// afresh.ts - the page of somebody else than before, or of nobody: nothing that was shown stays, and no sheet is open.
import { batch } from '@preact/signals';
import { closeAccount } from './account';
import * as album from './album';
import { adding } from './books';
import { forgetCovers } from './cover';
import * as library from './library';
import { hush } from './notice';
import * as people from './people';
import { forgetScan } from './scan';
import { standing } from './session';

function closeAll(): void {
	album.shown.value = adding.value = people.lentShown.value = people.profileShown.value = false;
	people.lending.value = null;
	closeAccount();
	hush();
}

function forgetAll(): void {
	forgetScan();
	forgetCovers();
	library.books.value = null;
	album.kept.value = album.photos.value = null;
	people.loans.value = people.friends.value = people.profile.value = null;
}

export function startAfresh(): void {
	batch(() => {
		closeAll();
		forgetAll();
	});
	if (standing.value.is === 'in' || standing.value.is === 'development')
		void library.load();
}
