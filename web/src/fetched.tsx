// fetched.tsx - what a view shows of the server: fetched when it is opened, and again after something was done.
import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { say } from './notice';
import { wrong } from './trouble';

export interface Fetched<T> {
	value: Signal<T | null>;
	problem: Signal<string>;
	load(): Promise<void>;
	/** Does it, tells its failure, and fetches anew either way; true when it was done. */
	doing(what: () => Promise<unknown>): Promise<boolean>;
}

export function useFetched<T>(get: () => Promise<T>): Fetched<T> {
	const value = useSignal<T | null>(null);
	const problem = useSignal('');
	const load = async () => {
		problem.value = '';
		try {
			value.value = await get();
		} catch (e) {
			problem.value = wrong(e);
		}
	};
	const doing = async (what: () => Promise<unknown>) => {
		let done = true;

		try {
			await what();
		} catch (e) {
			done = false;
			say(wrong(e));
		}
		await load();
		return done;
	};

	useEffect(() => {
		void load();
	}, []);
	return { value, problem, load, doing };
}

interface ShownProps<T> {
	of: Fetched<T>;
	children(value: T): ComponentChildren;
}

/** What has come, or why it has not. */
export function Shown<T>({ of, children }: ShownProps<T>) {
	if (of.problem.value)
		return <p class="why" role="alert">{of.problem.value} <button type="button" class="link" onClick={() => void of.load()}>Try again</button></p>;
	if (of.value.value === null)
		return <p class="hint">One moment…</p>;
	return <>{children(of.value.value)}</>;
}
