// qr.tsx - a text as a QR code, drawn here: what it holds is a secret, and goes nowhere. The encoder is fetched when it is needed.
import { useEffect, useState } from 'preact/hooks';

const QUIET = 4; /* modules around it, as the standard asks */

interface Code {
	size: number;
	path: string;
}

async function encode(text: string): Promise<Code> {
	const { default: make } = await import('qrcode-generator');
	const code = make(0, 'M');

	code.addData(text);
	code.make();
	const n = code.getModuleCount();
	const dark: string[] = [];

	for (let y = 0; y < n; y++)
		for (let x = 0; x < n; x++)
			if (code.isDark(y, x))
				dark.push(`M${x + QUIET} ${y + QUIET}h1v1h-1z`);
	return { size: n + 2 * QUIET, path: dark.join('') };
}

export function QrCode({ text, label }: { text: string; label: string }) {
	const [code, setCode] = useState<Code | null>(null);

	useEffect(() => {
		encode(text).then(setCode, () => {}); // The text beside it does as well.
	}, [text]);
	return code && (
		<svg class="qr" viewBox={`0 0 ${code.size} ${code.size}`} role="img" aria-label={label} shape-rendering="crispEdges">
			<rect width={code.size} height={code.size} fill="#fff" />
			<path d={code.path} fill="#000" />
		</svg>
	);
}
