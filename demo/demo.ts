/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, not published */
import './quiet';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { IDataObject, INodeExecutionData, IPairedItemData, IRun } from 'n8n-workflow';
import { loadEngine } from '../test/n8n/engine';
import { startSandbox, type SandboxRequest } from '../test/sandbox/sandbox';
import { DEMO_FLOWS } from './flows';
import { readNumbers, type NumberToCheck } from './numbers';
import { showItems, startProgressLine } from './show';
import { demoNodes, demoWorkflow } from './workflow';

const PROJECT_FOLDER = path.resolve(__dirname, '..');

/**
 * Starts an aggregator on this computer, checks the numbers against it with the node as n8n runs it, and shows the items
 * of the two branches of the workflow.
 */
async function demo(): Promise<void> {
	const { values: flags, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			/** One of `DEMO_FLOWS`. */
			flow: { type: 'string', default: 'camara' },
			/** Prints the items as JSON, for a program to read. */
			json: { type: 'boolean', default: false },
		},
	});
	const numbers =
		positionals.length > 0
			? positionals.map((phoneNumber) => ({ phoneNumber }))
			: await readNumbers(path.join(PROJECT_FOLDER, 'examples/numbers.csv'));
	const { items, roaming, requests, seconds, tookMs } = await check(flags.flow, numbers);
	if (flags.json) return console.log(JSON.stringify(items, null, 2));
	console.log(showItems(items, tookMs));
	console.log(
		`\n${items.length} numbers in ${seconds.toFixed(1)} s and ${requests} requests: ` +
			`${roaming} took the branch "roaming", ${items.length - roaming} the other one.`,
	);
}

interface Checked {
	/** In the order of the list. */
	items: IDataObject[];
	/** How many numbers took the branch "abroad". */
	roaming: number;
	requests: number;
	seconds: number;
	/** Number -> milliseconds from its first request to its answer. */
	tookMs: Map<string, number>;
}

async function check(flowName: string, numbers: NumberToCheck[]): Promise<Checked> {
	const createFlow = DEMO_FLOWS[flowName];
	if (createFlow === undefined) {
		throw new Error(`There is no flow "${flowName}"; choose one of: ${Object.keys(DEMO_FLOWS).join(', ')}.`);
	}
	const flow = createFlow();
	const startedAt = new Map<string, number>();
	const sandbox = await startSandbox({
		...flow.options,
		override: (request, simulator) => {
			noteStart(request, startedAt);
			return flow.options.override?.(request, simulator);
		},
	});
	const endProgressLine = startProgressLine(
		() => `${startedAt.size} of ${numbers.length} numbers started, ${sandbox.requests.length} requests`,
	);
	try {
		const engine = await loadEngine(PROJECT_FOLDER, demoNodes(numbers));
		const runStartedAt = Date.now();
		const run = await engine.run({ ...demoWorkflow, credentials: { openGatewayApi: flow.credential(sandbox) } })
			.finished;
		const seconds = (Date.now() - runStartedAt) / 1000;
		const { roaming, others } = branchesOf(run);
		const items = [...roaming, ...others].sort((left, right) => positionOf(left) - positionOf(right));
		return {
			items: items.map(({ json }) => json),
			roaming: roaming.length,
			requests: sandbox.requests.length,
			seconds,
			tookMs: new Map(items.flatMap(({ json }) => durationOf(json, startedAt))),
		};
	} finally {
		endProgressLine();
		await sandbox.close();
	}
}

/** When the check of a number reached the aggregator. */
function noteStart({ body }: SandboxRequest, startedAt: Map<string, number>): void {
	const form = new URLSearchParams(body);
	const assertion = form.get('assertion')?.split('.')[1] ?? '';
	// By the login hint, by the subject of an assertion, or by the number in the body of the roaming request.
	const named = form.get('login_hint') ?? `${Buffer.from(assertion, 'base64url').toString()} ${body}`;
	const [digits] = /[0-9]{9,15}/.exec(named.replace(/"(iat|exp)":[0-9]+/g, '')) ?? [];
	if (digits !== undefined && !startedAt.has(`+${digits}`)) startedAt.set(`+${digits}`, Date.now());
}

function durationOf({ phoneNumber, checkedAt }: IDataObject, startedAt: Map<string, number>): Array<[string, number]> {
	const started = startedAt.get(String(phoneNumber));
	return started === undefined ? [] : [[String(phoneNumber), Date.parse(String(checkedAt)) - started]];
}

function branchesOf({ data }: IRun): { roaming: INodeExecutionData[]; others: INodeExecutionData[] } {
	if (data.resultData.error !== undefined) throw data.resultData.error;
	const [roaming, others] = data.resultData.runData.Branch?.[0]?.data?.main ?? [];
	return { roaming: roaming ?? [], others: others ?? [] };
}

function positionOf({ pairedItem }: INodeExecutionData): number {
	return (pairedItem as IPairedItemData).item;
}

demo().catch((thrown: unknown) => {
	console.error(thrown instanceof Error ? thrown.message : thrown);
	process.exitCode = 1;
});
