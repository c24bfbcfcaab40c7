/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, not published */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../demo/table';
import { createHome, startN8n, type RunningN8n, type StoredCredential, type StoredWorkflow } from '../test/e2e/n8n';
import { chain, itemsOf, MANUAL_TRIGGER, numbersSteps, roamingStep, step } from '../test/e2e/workflows';
import { installN8n } from '../test/installed/installed';
import { NEWEST_N8N } from '../test/installed/versions';
import { storedCredential } from '../test/e2e/scenarios';
import type { Aggregator } from './aggregator';
import { readCount } from './flags';
import { basicAuthCredential, httpRequestNodes } from './httpRequestNodes';
import { PACKAGE_FOLDER, requireBuild } from './packageFolder';
import { phoneNumbers } from './phoneNumbers';
import { withServer, type RunningServer } from './runServer';
import { median, round } from './statistics';

interface Figures {
	numbersPerSecond: number;
	requests: number;
	connections: number;
	/** Of the process of n8n, since it started. */
	peakRssMb: number;
}

/** What is measured, each in an n8n of its own that was warmed up; one of them twice, then with tokens still good. */
const CONTENDERS = {
	httpRequest: { words: 'three HTTP Request nodes in a row', runs: 1 },
	standard: { words: 'this node, Connection: Standard', runs: 1 },
	keepAlive: { words: 'this node, Connection: Keep Alive', runs: 2 },
};
type Contender = keyof typeof CONTENDERS;
const WARM = 'this node, Keep Alive, tokens still good';
/** Of this node. HTTP Request sends the requests of all items at once; ten times fewer keep this machine busy. */
const CONCURRENCY = 100;
const LONGEST_RUN_MS = 20 * 60_000;

/** The same numbers in a whole n8n, with this node and with n8n's own nodes. */
async function compare(): Promise<void> {
	const { values: flags } = parseArgs({
		options: {
			numbers: { type: 'string' },
			latency: { type: 'string' },
			rounds: { type: 'string' },
			docs: { type: 'boolean' },
		},
	});
	const numbers = readCount('numbers', flags.numbers, 1000);
	const latencyMs = readCount('latency', flags.latency, 20, 0);
	const rounds = readCount('rounds', flags.rounds, 3);
	requireBuild();

	const measured: Record<string, Figures[]> = {};
	await withServer({ latencyMs }, async (server) => {
		for (let turn = 0; turn < rounds; turn++) {
			for (const contender of Object.keys(CONTENDERS) as Contender[]) {
				const [cold, warm] = await measureIn(server, contender, numbers);
				(measured[CONTENDERS[contender].words] ??= []).push(cold as Figures);
				if (warm !== undefined) (measured[WARM] ??= []).push(warm);
			}
		}
	});

	const medians = Object.fromEntries(Object.entries(measured).map(([words, all]) => [words, medianOf(all)]));
	const [byHand = [], keepAlive = []] = ['httpRequest', 'keepAlive'].map(
		(contender) => measured[CONTENDERS[contender as Contender].words],
	);
	const ratio = median(keepAlive.map((own, turn) => own.numbersPerSecond / (byHand[turn]?.numbersPerSecond ?? NaN)));
	console.log(`n8n ${NEWEST_N8N}, ${numbers} numbers, ${latencyMs} ms an answer, medians of ${rounds} rounds\n`);
	console.log(asTable(medians));
	console.log(`\nKeep Alive to the three HTTP Request nodes, in numbers/s: ${round(ratio, 1)}`);
	if (flags.docs === true) {
		const result = { n8n: NEWEST_N8N, settings: { numbers, latencyMs, rounds }, medians, ratio: round(ratio, 1) };
		await writeFile(
			path.join(PACKAGE_FOLDER, 'docs/benchmarks/wholeN8n.json'),
			`${JSON.stringify(result, null, '\t')}\n`,
		);
	}
}

/** Starts an n8n for the contender, executes its workflow, and looks at what came of it on both sides. */
async function measureIn(server: RunningServer, contender: Contender, count: number): Promise<Figures[]> {
	const list = phoneNumbers('plain', count);
	const credential = storedCredential(server.aggregator);
	const home = await createHome(await installN8n(NEWEST_N8N), server.environment);
	try {
		await home.load({
			credentials: [credential, basicAuthCredential(server.aggregator)],
			workflows: [
				// As many, so that the compiler and the collector of garbage have settled.
				workflowOf('warmUp', contender, phoneNumbers('warmUp', count), credential, server.aggregator),
				workflowOf('measured', contender, list, credential, server.aggregator),
			],
		});
		const n8n = await startN8n(home);
		try {
			await n8n.execute('warmUp', MANUAL_TRIGGER);
			const figures: Figures[] = [];
			while (figures.length < CONTENDERS[contender].runs) figures.push(await execute(n8n, server, contender, count));
			return figures;
		} finally {
			await n8n.end();
		}
	} finally {
		await home.remove();
	}
}

async function execute(n8n: RunningN8n, server: RunningServer, contender: Contender, count: number): Promise<Figures> {
	await server.reset();
	const id = await n8n.start('measured', MANUAL_TRIGGER);
	const { status, data } = await n8n.ended(id, LONGEST_RUN_MS);
	const { requests, connections } = await server.report();
	const answered = itemsOf(data, lastNodeOf(contender)).filter(({ roaming }) => roaming === true);
	if (status !== 'success' || answered.length !== count) {
		throw new Error(`${contender}: ${status}, ${answered.length} of ${count} numbers answered.`);
	}
	const { startedAt, stoppedAt } = await n8n.rest<{ startedAt: string; stoppedAt: string }>('GET', `/executions/${id}`);
	const seconds = (Date.parse(stoppedAt) - Date.parse(startedAt)) / 1000;
	return { numbersPerSecond: count / seconds, requests, connections, peakRssMb: await peakRssMb(n8n.pid) };
}

function workflowOf(
	id: string,
	contender: Contender,
	numbers: string[],
	credential: StoredCredential,
	aggregator: Aggregator,
): StoredWorkflow {
	const nodes =
		contender === 'httpRequest'
			? httpRequestNodes(aggregator)
			: [
					roamingStep(credential, {
						options: { concurrency: CONCURRENCY, connection: contender === 'standard' ? 'n8n' : 'keepAlive' },
					}),
				];
	return chain(id, [step(MANUAL_TRIGGER, 'n8n-nodes-base.manualTrigger', 1), ...numbersSteps(numbers), ...nodes]);
}

function lastNodeOf(contender: Contender): string {
	return contender === 'httpRequest' ? 'Roaming' : 'Device Status Roaming';
}

/** The most memory that a process had at a time, as Linux keeps it. */
async function peakRssMb(pid: number): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

function medianOf(figures: Figures[]): Figures {
	const of = (figure: keyof Figures, digits = 0) => round(median(figures.map((one) => one[figure])), digits);
	return {
		numbersPerSecond: of('numbersPerSecond', 1),
		requests: of('requests'),
		connections: of('connections'),
		peakRssMb: of('peakRssMb'),
	};
}

function asTable(medians: Record<string, Figures>): string {
	return table(
		['', 'numbers/s', 'requests', 'TLS connections', 'peak MB'],
		Object.entries(medians).map(([words, figures]) => [words, ...Object.values(figures).map(String)]),
	);
}

compare().catch((thrown: unknown) => {
	console.error(thrown instanceof Error ? thrown.message : thrown);
	process.exitCode = 1;
});
