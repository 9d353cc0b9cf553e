// Killed without mercy under a write load: what was acknowledged is there, nothing is there by half. Three times each; `make crash`
// does it in full.
import assert from 'node:assert/strict';
import { after, before, describe, test } from './suite.mjs';
import { crash, strikes } from '../crash/load.mjs';
import { engines } from './place.mjs';

for (const engine of engines)
	describe(engine.name, { skip: engine.missing ?? false }, () => {
		let place;
		before(async () => { place = await engine.open({ durable: true }); });
		after(async () => { await place?.close(); });
		for (const strike of Object.values(strikes).filter((each) => each.able(engine)))
			test(`${strike.name}: all that was acknowledged is there, nothing by half`, async () => {
				const sum = await crash(place, strike, 3);
				assert.deepEqual(sum.wrong, []);
				assert.ok(sum.acknowledged > 20, `${sum.acknowledged} writes`);
			});
	});
