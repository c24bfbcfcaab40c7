/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, not published */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../demo/table';
import { createHome, startN8n, type RunningN8n, type StoredCredential, type StoredWorkflow } from '../test/e2e/n8n';
import { inParts } from '../test/e2e/parts';
import { storedCredential } from '../test/e2e/scenarios';
import { chain, itemsOf, MANUAL_TRIGGER, numbersSteps, roamingStep, step } from '../test/e2e/workflows';
import { installN8n } from '../test/installed/installed';
import { NEWEST_N8N } from '../test/installed/versions';
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

/** The workflows that are measured, each in an n8n of its own. */
const CONTENDERS = {
	httpRequest: 'three HTTP Request nodes in a row',
	standard: 'this node, Connection: Standard',
	keepAlive: 'this node, Connection: Keep Alive',
};
type Contender = keyof typeof CONTENDERS;

/** The number of the execution in its n8n, from 1. */
const STAGES = { first: 'first execution', settled: 'settled', warm: 'tokens still good' };
type Stage = keyof typeof STAGES;
const rowName = (contender: Contender, stage: Stage) => `${CONTENDERS[contender]}, ${STAGES[stage]}`;

/** Numbers of this node. HTTP Request sends the requests of all items at once; a tenth of the numbers is enough there. */
const CONCURRENCY = 100;
/**
 * Executions in each n8n, each of other numbers. The last one counts too, since an n8n runs for weeks, and becomes faster
 * during its first executions with any node, because of the compiler and the garbage collector.
 */
const EXECUTIONS = 6;
/** Rarely, since each request is work for the n8n that is measured. n8n stores the time at which an execution ended. */
const LOOKING = { timeoutMs: 20 * 60_000, everyMs: 1000 };

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
				const ofStages = await measureIn(server, contender, numbers);
				for (const [stage, figures] of ofStages) (measured[rowName(contender, stage)] ??= []).push(figures);
			}
		}
	});

	const medians = Object.fromEntries(Object.entries(measured).map(([words, all]) => [words, medianOf(all)]));
	const ratioOf = (stage: Stage) => {
		const [byHand = [], own = []] = [measured[rowName('httpRequest', stage)], measured[rowName('keepAlive', stage)]];
		return median(own.map((figures, turn) => figures.numbersPerSecond / (byHand[turn]?.numbersPerSecond ?? NaN)));
	};
	const ratios = { first: round(ratioOf('first'), 1), settled: round(ratioOf('settled'), 1) };
	console.log(`n8n ${NEWEST_N8N}, ${numbers} numbers, ${latencyMs} ms an answer, medians of ${rounds} rounds\n`);
	console.log(asTable(medians));
	console.log(
		`\nKeep Alive to the three HTTP Request nodes, in numbers/s: ${ratios.first} in the first execution, ${ratios.settled} settled`,
	);
	if (flags.docs === true) {
		const result = { n8n: NEWEST_N8N, settings: { numbers, latencyMs, rounds }, medians, ratios };
		await writeFile(
			path.join(PACKAGE_FOLDER, 'docs/benchmarks/wholeN8n.json'),
			`${JSON.stringify(result, null, '\t')}\n`,
		);
	}
}

/** Starts an n8n for the contender, executes its workflows, and reads the results from n8n and from the server. */
async function measureIn(server: RunningServer, contender: Contender, count: number): Promise<Array<[Stage, Figures]>> {
	const lists = inParts(phoneNumbers('plain', EXECUTIONS * count), count);
	const credential = storedCredential(server.aggregator);
	const home = await createHome(await installN8n(NEWEST_N8N), server.environment);
	try {
		await home.load({
			credentials: [credential, basicAuthCredential(server.aggregator)],
			workflows: lists.map((numbers, turn) =>
				workflowOf(`list${turn}`, contender, numbers, credential, server.aggregator),
			),
		});
		const n8n = await startN8n(home);
		try {
			const figures: Figures[] = [];
			for (const turn of lists.keys()) figures.push(await execute(n8n, server, `list${turn}`, contender, count));
			const ofStages: Array<[Stage, Figures]> = [
				['first', figures[0] as Figures],
				['settled', figures.at(-1) as Figures],
			];
			if (contender === 'httpRequest') return ofStages;
			// The same numbers once more. HTTP Request keeps no tokens.
			return [...ofStages, ['warm', await execute(n8n, server, `list${EXECUTIONS - 1}`, contender, count)]];
		} finally {
			await n8n.end();
		}
	} finally {
		await home.remove();
	}
}

async function execute(
	n8n: RunningN8n,
	server: RunningServer,
	workflow: string,
	contender: Contender,
	count: number,
): Promise<Figures> {
	await server.reset();
	const id = await n8n.start(workflow, MANUAL_TRIGGER);
	const { status, data } = await n8n.ended(id, LOOKING);
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
						options: {
							connection: contender === 'standard' ? 'n8n' : 'keepAlive',
							tuning: { values: { concurrency: CONCURRENCY } },
						},
					}),
				];
	return chain(id, [step(MANUAL_TRIGGER, 'n8n-nodes-base.manualTrigger', 1), ...numbersSteps(numbers), ...nodes]);
}

function lastNodeOf(contender: Contender): string {
	return contender === 'httpRequest' ? 'Roaming' : 'Device Status Roaming';
}

/** The peak memory of a process, as Linux reports it. */
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
