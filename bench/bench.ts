/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, not published */
import { parseArgs } from 'node:util';
import type { ContenderOrder, ContenderReport } from './contender';
import { CONTENDER_NAMES, type ContenderName } from './contenders/contenders';
import { medianOfRounds, ratiosOf, type Round } from './figures';
import { readCount } from './flags';
import { describeMachine } from './machine';
import { requireBuild } from './packageFolder';
import { asText, writeDocs, type Result, type Settings } from './report';
import { measure, withServer, type RunningServer } from './runServer';

/** Compares the node with other ways to do the same: the same numbers, server, latency and window for each contender. */
async function bench(): Promise<void> {
	const { values: flags } = parseArgs({
		options: {
			numbers: { type: 'string' },
			latency: { type: 'string' },
			window: { type: 'string' },
			rounds: { type: 'string' },
			'warm-up': { type: 'string' },
			json: { type: 'boolean' },
			docs: { type: 'boolean' },
		},
	});
	const settings: Settings = {
		numbers: readCount('numbers', flags.numbers, 1000),
		latencyMs: readCount('latency', flags.latency, 150, 0),
		window: readCount('window', flags.window, 50),
		rounds: readCount('rounds', flags.rounds, 5),
		warmUp: readCount('warm-up', flags['warm-up'], 1000),
	};
	requireBuild();

	const rounds: Round[] = [];
	await withServer({ latencyMs: settings.latencyMs }, async (server) => {
		while (rounds.length < settings.rounds) {
			// The order alternates, so a computer that becomes slower favours no contender.
			const turns = rounds.length % 2 === 0 ? CONTENDER_NAMES : [...CONTENDER_NAMES].reverse();
			rounds.push(await runRound(server, settings, turns));
		}
	});
	const result: Result = {
		settings,
		machine: describeMachine(),
		contenders: medianOfRounds(rounds),
		ratios: ratiosOf(rounds),
	};
	console.log(asText(result));
	if (flags.docs === true) await writeDocs(result);
	if (flags.json === true) console.log(JSON.stringify(result));
}

/** Each contender once, in turn, so that other load on the machine affects all of them. */
async function runRound(
	server: RunningServer,
	{ numbers, window, warmUp }: Settings,
	turns: ContenderName[],
): Promise<Round> {
	const figures: Partial<Round> = {};
	for (const name of turns) {
		const order: ContenderOrder = { name, numbers, warmUp, window, aggregator: server.aggregator };
		const { client, server: seen } = await measure<ContenderReport>(server, 'contender.ts', order);
		figures[name] = {
			numbers: client.numbers,
			numbersPerSecond: client.numbers / client.seconds,
			cpuMsPerNumber: client.cpuMs / client.numbers,
			connections: seen.connections,
			requests: seen.requests,
			p50Ms: seen.p50Ms,
			p95Ms: seen.p95Ms,
			peakRssMb: client.peakRssMb,
		};
	}
	return figures as Round;
}

bench().catch((thrown: unknown) => {
	console.error(thrown instanceof Error ? thrown.message : thrown);
	process.exitCode = 1;
});
