// near.ts - what is done once something is near what is seen, and not before.
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

const NEAR = '300px';

/** What is returned by `then` ends it; anew whenever `key` is another. */
export function useNear(ref: RefObject<Element>, key: string, then: () => () => void): void {
	useEffect(() => {
		let end = () => {};
		const watch = new IntersectionObserver((seen) => {
			if (!seen.some((s) => s.isIntersecting))
				return;
			watch.disconnect();
			end = then();
		}, { rootMargin: NEAR });

		watch.observe(ref.current!);
		return () => {
			watch.disconnect();
			end();
		};
	}, [key]);
}
