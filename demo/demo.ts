/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, not published */
import path from 'node:path';
import type { INodeExecutionData, IPairedItemData, IRun } from 'n8n-workflow';
import { maskPhoneNumber } from '../nodes/openGateway/phoneNumber';
import { loadEngine } from '../test/n8n/engine';
import { startSandbox, type SandboxRequest } from '../test/sandbox/sandbox';
import { DEMO_FLOWS } from './flows';
import { readNumbers } from './numbers';
import { table } from './table';
import { demoNodes, demoWorkflow } from './workflow';

/**
 * Starts an aggregator on this computer, checks the numbers against it with the node as n8n runs it, and shows what
 * came out of the two branches of the workflow.
 *
 * @param flowName one of `DEMO_FLOWS`
 * @param given phone numbers; without any, those of examples/numbers.csv
 */
async function demo(flowName: string, given: string[]): Promise<void> {
	const projectFolder = path.resolve(__dirname, '..');
	const numbers =
		given.length > 0
			? given.map((phoneNumber) => ({ phoneNumber }))
			: await readNumbers(path.join(projectFolder, 'examples/numbers.csv'));

	const createFlow = DEMO_FLOWS[flowName];
	if (createFlow === undefined) {
		throw new Error(`There is no flow "${flowName}"; choose one of: ${Object.keys(DEMO_FLOWS).join(', ')}.`);
	}
	const flow = createFlow();
	const begunAt = new Map<string, number>();
	const sandbox = await startSandbox({
		...flow.options,
		override: (request, simulator) => {
			noteBegin(request, begunAt);
			return flow.options.override?.(request, simulator);
		},
	});
	try {
		const engine = await loadEngine(projectFolder, demoNodes(numbers));
		const startedAt = Date.now();
		const run = await engine.run({
			...demoWorkflow,
			credentials: { openGatewayApi: flow.credential(sandbox) },
		}).finished;
		const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);

		const { roaming, others } = branchesOf(run);
		const items = [...roaming, ...others].sort((left, right) => positionOf(left) - positionOf(right));
		console.log(
			table(
				['number', 'outcome', 'country', 'age', 'ms', 'code'],
				items.map((item) => rowOf(item, begunAt)),
			),
		);
		console.log(
			`\n${items.length} numbers in ${seconds} s and ${sandbox.requests.length} requests: ` +
				`${roaming.length} took the branch "roaming", ${others.length} the other one.`,
		);
	} finally {
		await sandbox.close();
	}
}

/** When the check of a number reached the aggregator. */
function noteBegin({ body }: SandboxRequest, begunAt: Map<string, number>): void {
	const form = new URLSearchParams(body);
	const assertion = form.get('assertion')?.split('.')[1] ?? '';
	// By the login hint, by the subject of an assertion, or by the number in the body of the roaming request.
	const named = form.get('login_hint') ?? `${Buffer.from(assertion, 'base64url').toString()} ${body}`;
	const [digits] = /[0-9]{9,15}/.exec(named.replace(/"(iat|exp)":[0-9]+/g, '')) ?? [];
	if (digits !== undefined && !begunAt.has(`+${digits}`)) begunAt.set(`+${digits}`, Date.now());
}

function branchesOf({ data }: IRun): { roaming: INodeExecutionData[]; others: INodeExecutionData[] } {
	if (data.resultData.error !== undefined) throw data.resultData.error;
	const [roaming, others] = data.resultData.runData.Branch?.[0]?.data?.main ?? [];
	return { roaming: roaming ?? [], others: others ?? [] };
}

function positionOf({ pairedItem }: INodeExecutionData): number {
	return (pairedItem as IPairedItemData).item;
}

function rowOf({ json }: INodeExecutionData, begunAt: Map<string, number>): string[] {
	const phoneNumber = String(json.phoneNumber);
	const begun = begunAt.get(phoneNumber);
	return [
		json.code === 'INVALID_PHONE_NUMBER' ? '(no number)' : maskPhoneNumber(phoneNumber),
		String(json.outcome),
		(json.countryName as string[]).join(' ') || String(json.countryCode ?? '-'),
		json.statusAgeSeconds === null ? '-' : `${String(json.statusAgeSeconds)} s`,
		begun === undefined ? '-' : String(Date.parse(String(json.checkedAt)) - begun),
		String(json.code ?? ''),
	];
}

const [flag, flowName, ...others] = process.argv.slice(2);
const run = flag === '--flow' ? demo(flowName ?? '', others) : demo('camara', process.argv.slice(2));
run.catch((thrown: unknown) => {
	console.error(thrown instanceof Error ? thrown.message : thrown);
	process.exitCode = 1;
});
