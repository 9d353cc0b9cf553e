// covers-of-others.mjs - a server that has pictures of covers as Open Library's does, and behaves as badly as told.
//
//   const world = await openCovers();
//   world.settings()               what a program needs to ask it: an env for start()
//   world.covers.set('9780141439587', bytes)      by ISBN, or by number: '42'
//   world.asked                    the paths it was asked for
//   world.how = async (path, answer) => true      its manners: true when that was the answer; null: good ones
//   await world.close()
import http from 'node:http';

/** What Open Library answers in place of none, unless it is asked not to. */
export const blank = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

export const manners = {
	fails: (status, headers = {}) => async (_, answer) => {
		answer.writeHead(status, headers);
		answer.end('no');
		return true;
	},
	says: (body, type = 'image/jpeg') => async (_, answer) => {
		answer.writeHead(200, { 'content-type': type });
		answer.end(body);
		return true;
	},
	never: () => async () => true,
	breaksOff: (body) => async (_, answer) => {
		answer.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': body.length });
		answer.write(body.subarray(0, body.length / 2));
		setTimeout(() => answer.destroy(), 50);
		return true;
	},
	/** More bytes than anybody wants, for as long as somebody reads. */
	floods: (start) => async (_, answer) => {
		const more = Buffer.alloc(1 << 16);
		const pour = () => { while (!answer.destroyed && answer.write(more)) ; };

		answer.writeHead(200, { 'content-type': 'image/jpeg' });
		answer.write(start);
		answer.on('drain', pour);
		pour();
		return true;
	},
	/** To another place, once. */
	leadsTo: (base) => async (path, answer) => {
		if (path.startsWith('/moved'))
			return false;
		answer.writeHead(302, { location: `${base}/moved${path}` });
		answer.end();
		return true;
	},
	slowly: (ms) => async () => {
		await new Promise((resolve) => setTimeout(resolve, ms));
		return false;
	},
};

export async function openCovers() {
	const world = {
		covers: new Map(), asked: [], headers: [], how: null,
		settings: (more = {}) => ({ BOOKSHELF_COVER_SOURCES: `${world.url}/b/isbn/{isbn}-L.jpg?default=false ${world.url}/b/id/{cover}-L.jpg`,
			BOOKSHELF_COVER_PER_MINUTE: '60000', BOOKSHELF_COVER_TIMEOUT: '3', ...more }),
		close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
	};
	const server = http.createServer(async (request, answer) => {
		const path = request.url;

		world.asked.push(path);
		world.headers.push(request.headers);
		if (world.how && await world.how(path, answer))
			return;
		const picture = world.covers.get(/\/b\/(?:isbn|id)\/(\d+)-L\.jpg/.exec(path)?.[1]);
		answer.writeHead(picture ? 200 : 404, { 'content-type': picture ? 'image/jpeg' : 'text/html' });
		answer.end(picture ?? 'not found');
	});

	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	world.url = `http://127.0.0.1:${server.address().port}`;
	world.otherName = `http://localhost:${server.address().port}`;
	return world;
}
