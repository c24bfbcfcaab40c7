/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, not published */
import { parseArgs } from 'node:util';
import { table } from '../demo/table';
import { describeMachine } from './machine';
import { requireBuild } from './packageFolder';
import { executions } from './scenarios/executions';
import { hiddenLimit, hiddenLimitRetryAfter } from './scenarios/hiddenLimit';
import { pending } from './scenarios/pending';
import { scaling } from './scenarios/scaling';
import type { Row, Scenario } from './scenarios/scenario';

const SCENARIOS: Record<string, Scenario> = { hiddenLimit, hiddenLimitRetryAfter, pending, scaling, executions };

/** Lists in networks that are not fast and healthy, one scenario after the other. */
async function scenarios(): Promise<void> {
	const { values: flags } = parseArgs({
		options: { only: { type: 'string' }, scale: { type: 'string' }, json: { type: 'boolean' } },
	});
	const names = Object.keys(SCENARIOS);
	const chosen = names.filter((name) => flags.only === undefined || name === flags.only);
	if (chosen.length === 0) throw new Error(`--only takes one of ${names.join(', ')}.`);
	const scale = Number(flags.scale ?? 1);
	if (!(scale > 0 && scale <= 1)) throw new Error('--scale takes a part of the full size, up to 1.');
	requireBuild();

	const figures: Record<string, object> = {};
	for (const name of chosen) {
		const result = await SCENARIOS[name]?.(scale);
		if (result === undefined) continue;
		figures[name] = result.figures;
		console.log(`${name}\n\n${tableOf(result.rows)}\n`);
	}
	if (flags.json === true) console.log(JSON.stringify({ scale, machine: describeMachine(), scenarios: figures }));
}

function tableOf(rows: Row[]): string {
	const heading = Object.keys(rows[0] ?? {});
	return table(
		heading,
		rows.map((row) => heading.map((name) => String(row[name]))),
	);
}

scenarios().catch((thrown: unknown) => {
	console.error(thrown instanceof Error ? thrown.message : thrown);
	process.exitCode = 1;
});
