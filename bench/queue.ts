/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, not published */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { table } from '../demo/table';
import { allEnded, callParts, inParts, partWorkflow } from '../test/e2e/parts';
import { startQueue, type Queue } from '../test/e2e/queue';
import { storedCredential } from '../test/e2e/scenarios';
import { installN8n } from '../test/installed/installed';
import { NEWEST_N8N } from '../test/installed/versions';
import { readCount } from './flags';
import { describeMachine } from './machine';
import { requireBuild } from './packageFolder';
import { phoneNumbers } from './phoneNumbers';
import { withServer, type RunningServer } from './runServer';
import { round } from './statistics';

interface List {
	parts: number;
	/** Numbers of a part. */
	size: number;
}

interface Row {
	latencyMs: number;
	/** Numbers a second. */
	oneWorker: number;
	twoWorkers: number;
	ratio: number;
}

interface LimitedRow {
	requestsPerSecondAllowed: number;
	/** From the call of the first part to the end of the last one. */
	shareUsed: number;
	/** After the first 10 seconds, until the last request. */
	shareUsedAfter10s: number;
	shareRefused: number;
	seconds: number;
	/** Processes that run or wait for a processor, over the last minute. */
	loadBefore: number;
	loadAfter: number;
}

/** Milliseconds that the server takes for each answer. */
const LATENCIES_MS = [20, 150];
/** A gateway that refuses requests above a rate. */
const LIMIT = { requestsPerSecond: 400, burst: 10, retryAfterSeconds: 1 };
const LIMITED_LATENCY_MS = 20;
const PART = 'part';
/** Before each measured run, so that the code of each worker is compiled. */
const WARM_UP: List = { parts: 10, size: 100 };

/** How much faster two workers of n8n check the same parts than one, in queue mode, and how well they use a limit. */
async function bench(): Promise<void> {
	const { values: flags } = parseArgs({
		options: {
			parts: { type: 'string' },
			size: { type: 'string' },
			json: { type: 'boolean' },
			'only-limited': { type: 'boolean' },
		},
	});
	const list = { parts: readCount('parts', flags.parts, 20), size: readCount('size', flags.size, 500) };
	requireBuild();

	const rows: Row[] = [];
	for (const latencyMs of flags['only-limited'] === true ? [] : LATENCIES_MS) {
		rows.push(await withServer({ latencyMs }, (server) => compare(server, latencyMs, list)));
	}
	const heading = ['ms an answer', 'numbers/s, one worker', 'numbers/s, two workers', 'ratio'];
	const cells = rows.map((row) => [row.latencyMs, row.oneWorker, row.twoWorkers, row.ratio].map(String));
	console.log(table(heading, cells));
	const limited = await withServer({ latencyMs: LIMITED_LATENCY_MS, hiddenLimit: LIMIT }, (server) =>
		measureLimited(server, list),
	);
	console.log(`\n${table(Object.keys(limited), [Object.values(limited).map(String)])}`);
	if (flags.json === true)
		console.log(JSON.stringify({ ...list, n8n: NEWEST_N8N, machine: describeMachine(), rows, limited }));
}

async function compare(server: RunningServer, latencyMs: number, list: List): Promise<Row> {
	const credential = storedCredential(server.aggregator);
	const queue = await startQueue(await installN8n(NEWEST_N8N), {
		environment: server.environment,
		content: { credentials: [credential], workflows: [partWorkflow(PART, credential)] },
	});
	try {
		await queue.main.publish(PART);
		const check = createChecker(queue);

		async function measure(): Promise<number> {
			await queue.addWorker();
			await check(WARM_UP);
			await server.reset();
			const seconds = await check(list);
			const numbers = list.parts * list.size;
			const { requests } = await server.report();
			if (requests !== 3 * numbers) throw new Error(`${requests} requests were sent for ${numbers} numbers.`);
			return numbers / seconds;
		}

		const oneWorker = await measure();
		const twoWorkers = await measure();
		return {
			latencyMs,
			oneWorker: round(oneWorker, 1),
			twoWorkers: round(twoWorkers, 1),
			ratio: round(twoWorkers / oneWorker, 2),
		};
	} finally {
		await queue.end();
	}
}

/** How much of a limit two workers use, with ten parts at once. */
async function measureLimited(server: RunningServer, list: List): Promise<LimitedRow> {
	const credential = storedCredential(server.aggregator);
	const queue = await startQueue(await installN8n(NEWEST_N8N), {
		workers: 2,
		environment: server.environment,
		content: { credentials: [credential], workflows: [partWorkflow(PART, credential)] },
	});
	try {
		await queue.main.publish(PART);
		const check = createChecker(queue);
		await check(WARM_UP);
		await server.reset();
		const loadBefore = loadavg()[0] ?? NaN;
		const seconds = await check(list);
		const { hiddenLimit } = await server.report();
		if (hiddenLimit === undefined) throw new Error('The server had no limit.');
		const { accepted, refused, settledAccepted, settledSeconds } = hiddenLimit;
		return {
			requestsPerSecondAllowed: LIMIT.requestsPerSecond,
			shareUsed: round(accepted / seconds / LIMIT.requestsPerSecond, 3),
			shareUsedAfter10s: round(settledAccepted / settledSeconds / LIMIT.requestsPerSecond, 3),
			shareRefused: round(refused / (accepted + refused), 4),
			seconds: round(seconds, 1),
			loadBefore: round(loadBefore, 1),
			loadAfter: round(loadavg()[0] ?? NaN, 1),
		};
	} finally {
		await queue.end();
	}
}

/** Checks one list after the other; the seconds that it took. */
function createChecker({ main }: Queue): (list: List) => Promise<number> {
	let numbersUsed = 0;
	let executions = 0;
	return async ({ parts, size }) => {
		// Numbers of an earlier list would need one request instead of three.
		const numbers = phoneNumbers('plain', numbersUsed + parts * size).slice(numbersUsed);
		numbersUsed += numbers.length;
		executions += parts;
		const startedAt = Date.now();
		await callParts(main, PART, inParts(numbers, size));
		const failed = (await allEnded(main, PART, executions)).find(({ status }) => status !== 'success');
		if (failed !== undefined) throw new Error(`The execution ${failed.id} ended as "${failed.status}".`);
		return (Date.now() - startedAt) / 1000;
	};
}

bench().catch((thrown: unknown) => {
	console.error(thrown instanceof Error ? thrown.message : thrown);
	process.exitCode = 1;
});
