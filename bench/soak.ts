/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, not published */
import { parseArgs } from 'node:util';
import { DEMO_FLOWS } from '../demo/flows';
import { table } from '../demo/table';
import { startSandbox, type Override, type Sandbox } from '../test/sandbox/sandbox';
import { readCount } from './flags';
import { requireBuild } from './packageFolder';
import { startChild, type Child } from './processes';
import type { SoakOrder, SoakRunReport } from './soakRun';

/** Of one run. */
const NUMBERS = 500;
/** One request in so many meets a fault that passes. */
const FAULT_EVERY = 50;
const FAULTS: Override[] = [
	{ status: 429, headers: { 'content-type': 'application/json', 'retry-after': '1' }, body: '{}' },
	{ status: 503, headers: { 'content-type': 'application/json' }, body: '{}' },
	{ status: 502, headers: { 'content-type': 'text/html' }, body: '<html></html>' },
	'reset',
];
/** From the first number of one process to that of the next. */
const PROCESS_STEP = 400_000;
/** Runs of each flow before the heap counts: n8n and the caches fill first. */
const WARM_UP_RUNS = 3;

/** The counts of one flow. */
interface Counts {
	runs: number;
	numbers: number;
	requests: number;
	lost: number;
	doubled: number;
	wrong: number;
	failed: Record<string, number>;
}

/**
 * Checks lists without a pause through each access flow, with faults mixed in. Half-way, the process of the node is killed
 * in the middle of a run and started again.
 *
 * @returns whether nothing was lost, doubled or wrong
 */
async function soak(): Promise<boolean> {
	const { values } = parseArgs({ options: { minutes: { type: 'string' } } });
	const minutes = readCount('minutes', values.minutes, 10);
	requireBuild();

	const flows = new Map<string, Counts>();
	const sandboxes: Sandbox[] = [];
	const credentials: SoakOrder['credentials'] = {};
	for (const [name, createFlow] of Object.entries(DEMO_FLOWS)) {
		const flow = createFlow();
		const counts: Counts = { runs: 0, numbers: 0, requests: 0, lost: 0, doubled: 0, wrong: 0, failed: {} };
		const sandbox = await startSandbox({
			...flow.options,
			recordRequests: false,
			override: (request, simulator) => {
				counts.requests += 1;
				const isFault = counts.requests % FAULT_EVERY === 0;
				return isFault
					? FAULTS[(counts.requests / FAULT_EVERY) % FAULTS.length]
					: flow.options.override?.(request, simulator);
			},
		});
		flows.set(name, counts);
		sandboxes.push(sandbox);
		credentials[name] = flow.credential(sandbox);
	}

	const startProcess = (from: number) =>
		startChild<object>('soakRun.ts', { credentials, numbers: NUMBERS, from } satisfies SoakOrder, {
			nodeOptions: ['--expose-gc'],
		});
	const heaps: number[][] = [];
	const halfMs = (minutes * 60_000) / 2;
	for (const [index, last] of [false, true].entries()) {
		const child = await startProcess(index * PROCESS_STEP);
		heaps.push(await runFor(child, halfMs, flows));
		// A run under way ends with its process; the workflow of a user would start it again.
		if (!last) void child.ask('camara').catch(() => undefined);
		await new Promise((resolve) => setTimeout(resolve, 1000));
		child.end();
	}
	for (const sandbox of sandboxes) await sandbox.close();

	console.log(asText(flows));
	for (const [index, heap] of heaps.entries()) {
		console.log(
			`Process ${index + 1}: heap ${asMb(heap[0])} MB after the first runs, ${asMb(heap.at(-1))} MB at its end.`,
		);
	}
	return [...flows.values()].every(({ lost, doubled, wrong }) => lost + doubled + wrong === 0);
}

/** Runs each flow in turn until the time is over; the heap after each round, from the warm-up on. */
async function runFor(child: Child<object>, milliseconds: number, flows: Map<string, Counts>): Promise<number[]> {
	const endAt = Date.now() + milliseconds;
	const heaps: number[] = [];
	for (let round = 1; Date.now() < endAt; round += 1) {
		let heap = 0;
		for (const [name, counts] of flows) {
			const report = await child.ask<SoakRunReport>(name);
			add(counts, report);
			heap = report.heap;
		}
		if (round >= WARM_UP_RUNS) heaps.push(heap);
	}
	return heaps;
}

function add(counts: Counts, { numbers, lost, doubled, wrong, failed }: SoakRunReport): void {
	counts.runs += 1;
	counts.numbers += numbers;
	counts.lost += lost;
	counts.doubled += doubled;
	counts.wrong += wrong;
	for (const [code, count] of Object.entries(failed)) counts.failed[code] = (counts.failed[code] ?? 0) + count;
}

function asText(flows: Map<string, Counts>): string {
	const rows = [...flows].map(([name, { runs, numbers, requests, lost, doubled, wrong, failed }]) => [
		name,
		String(runs),
		String(numbers),
		(requests / numbers).toFixed(2),
		String(lost),
		String(doubled),
		String(wrong),
		Object.entries(failed)
			.map(([code, count]) => `${count} ${code}`)
			.join(', '),
	]);
	return table(['flow', 'runs', 'numbers', 'requests a number', 'lost', 'doubled', 'wrong', 'failed'], rows);
}

function asMb(bytes: number | undefined): string {
	return bytes === undefined ? '-' : (bytes / 1024 / 1024).toFixed(1);
}

soak().then(
	(isSound) => {
		process.exitCode = isSound ? 0 : 1;
	},
	(thrown: unknown) => {
		console.error(thrown instanceof Error ? thrown.message : thrown);
		process.exitCode = 1;
	},
);
