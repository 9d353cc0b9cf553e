// picture.tsx - a picture that only its person may see: an <img> sends no token, so it is fetched and shown from memory, once it is near
// what is seen.
import { useRef, useState } from 'preact/hooks';
import { useNear } from './near';

export function Picture({ get }: { get(): Promise<Blob> }) {
	const ref = useRef<HTMLSpanElement>(null);
	const [url, setUrl] = useState('');

	useNear(ref, '', () => {
		let mine = '';
		let gone = false;
		const fetchIt = async () => {
			const blob = await get();

			if (gone)
				return;
			mine = URL.createObjectURL(blob);
			setUrl(mine);
		};

		fetchIt().catch(() => {}); // Without it the place stays empty; what is said beside it stands.
		return () => {
			gone = true;
			URL.revokeObjectURL(mine);
		};
	});
	return <span class="picture" ref={ref}>{url && <img src={url} alt="" decoding="async" />}</span>;
}
