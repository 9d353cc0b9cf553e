// picture.tsx - a picture that only its person may see: an <img> sends no token, so it is fetched and shown from memory, once it is near
// what is seen.
import { useEffect, useRef, useState } from 'preact/hooks';

const NEAR = '300px';

export function Picture({ get }: { get(): Promise<Blob> }) {
	const ref = useRef<HTMLSpanElement>(null);
	const [url, setUrl] = useState('');

	useEffect(() => {
		let mine = '';
		let gone = false;
		const fetchIt = async () => {
			const blob = await get();

			if (gone)
				return;
			mine = URL.createObjectURL(blob);
			setUrl(mine);
		};
		const watch = new IntersectionObserver((seen) => {
			if (!seen.some((s) => s.isIntersecting))
				return;
			watch.disconnect();
			fetchIt().catch(() => {}); // Without it the place stays empty; what is said beside it stands.
		}, { rootMargin: NEAR });

		watch.observe(ref.current!);
		return () => {
			gone = true;
			watch.disconnect();
			URL.revokeObjectURL(mine);
		};
	}, []);
	return <span class="picture" ref={ref}>{url && <img src={url} alt="" decoding="async" />}</span>;
}
