/* eslint-disable @n8n/community-nodes/no-restricted-imports -- writes files; not published */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { table } from '../demo/table';
import { barChart } from './chart';
import { CONTENDER_NAMES, CONTENDERS } from './contenders/contenders';
import type { Figures, Round } from './figures';
import { PACKAGE_FOLDER } from './packageFolder';

export interface Settings {
	numbers: number;
	latencyMs: number;
	window: number;
	rounds: number;
	/** Numbers that each contender checks before it is measured. */
	warmUp: number;
}

export interface Result {
	settings: Settings;
	machine: object;
	contenders: Round;
	ratios: Record<string, number>;
}

/** For the terminal. */
export function asText({ settings, contenders, ratios }: Result): string {
	const { numbers, latencyMs, window, rounds, warmUp } = settings;
	return [
		`${numbers} numbers, ${latencyMs} ms an answer, window ${window}, medians of ${rounds} rounds, each after ${warmUp} others`,
		contenderTable(contenders, numbers),
		table(
			['ratio of numbers/s', 'median'],
			Object.entries(ratios).map(([name, ratio]) => [name, String(ratio)]),
		),
	].join('\n\n');
}

/** For a README: all figures, and a chart of the numbers a second. */
export async function writeDocs(result: Result): Promise<void> {
	const { numbers, latencyMs, window } = result.settings;
	const folder = path.join(PACKAGE_FOLDER, 'docs/benchmarks');
	await mkdir(folder, { recursive: true });
	await writeFile(path.join(folder, `${latencyMs}ms.json`), `${JSON.stringify(result, null, '\t')}\n`);

	const title = `Numbers checked in a second: ${numbers} numbers, ${latencyMs} ms an answer, window ${window}`;
	const bars = CONTENDER_NAMES.map((name) => ({
		label: CONTENDERS[name].words,
		value: result.contenders[name].numbersPerSecond,
	}));
	await writeFile(path.join(folder, `${latencyMs}ms.svg`), barChart(title, bars));
}

const COLUMNS: Array<[heading: string, figure: keyof Figures]> = [
	['numbers/s', 'numbersPerSecond'],
	['CPU ms a number', 'cpuMsPerNumber'],
	['TLS connections', 'connections'],
	['requests', 'requests'],
	['p50 ms', 'p50Ms'],
	['p95 ms', 'p95Ms'],
	['peak MB', 'peakRssMb'],
];

/** @param all numbers of the whole list, of which some contenders got a share */
function contenderTable(contenders: Round, all: number): string {
	const rows = CONTENDER_NAMES.map((name) => {
		const { numbers } = contenders[name];
		const figures = COLUMNS.map(([, figure]) => String(contenders[name][figure]));
		return [name, numbers === all ? String(numbers) : `${numbers} (share)`, ...figures];
	});
	return table(['contender', 'numbers', ...COLUMNS.map(([heading]) => heading)], rows);
}
