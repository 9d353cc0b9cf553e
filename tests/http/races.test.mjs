// Several at once on one library: nobody is answered with an error of ours, nothing stands twice, nothing acknowledged is lost.
// A few bursts of each race; `make races` does them in full.
import assert from 'node:assert/strict';
import { after, before, describe, test } from './suite.mjs';
import { engines } from './place.mjs';
import { races, runRace } from './races.mjs';

for (const engine of engines)
	describe(`${engine.name}, ${engine.processes} process${engine.processes > 1 ? 'es' : ''}`, { skip: engine.missing ?? false }, () => {
		let place;
		before(async () => { place = await engine.open(); });
		after(async () => { await place?.close(); });
		for (const race of races)
			test(`${race.name}: no 5xx, no duplicate, nothing lost`, async () => {
				const sum = await runRace(place, race, 2, 6);
				assert.deepEqual({ failed: sum.failed, refused: sum.refused, duplicates: sum.duplicates, lost: sum.lost },
					{ failed: 0, refused: 0, duplicates: 0, lost: 0 }, sum.examples.join('\n'));
			});
	});
