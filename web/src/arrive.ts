// arrive.ts - where the focus goes when what had it is gone.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';

/** The element takes the focus when it is shown: `when` says whether. One that is no control needs tabIndex={-1}. */
export function useArrival<T extends HTMLElement>(when = true): RefObject<T> {
	const ref = useRef<T>(null);

	useLayoutEffect(() => {
		if (when)
			ref.current?.focus();
	}, []);
	return ref;
}
