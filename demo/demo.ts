/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line program, not published */
import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import type { INodeExecutionData, IPairedItemData, IRun } from 'n8n-workflow';
import { maskPhoneNumber } from '../nodes/openGateway/phoneNumber';
import { loadEngine } from '../test/n8n/engine';
import { sandboxUrls, startSandbox, type SandboxRequest } from '../test/sandbox/sandbox';
import { readNumbers } from './numbers';
import { table } from './table';
import { demoNodes, demoWorkflow } from './workflow';

/**
 * Starts an aggregator on this computer, checks the numbers against it with the node as n8n runs it, and shows what
 * came out of the two branches of the workflow.
 *
 * @param given phone numbers; without any, those of examples/numbers.csv
 */
async function demo(given: string[]): Promise<void> {
	const projectFolder = path.resolve(__dirname, '..');
	const numbers =
		given.length > 0
			? given.map((phoneNumber) => ({ phoneNumber }))
			: await readNumbers(path.join(projectFolder, 'examples/numbers.csv'));

	const { privateKey, publicKey } = generateKeyPairSync('ec', {
		namedCurve: 'P-256',
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		publicKeyEncoding: { type: 'spki', format: 'pem' },
	});
	const begunAt = new Map<string, number>();
	const sandbox = await startSandbox({
		clients: [{ clientId: 'demo', publicKey }],
		override: (request) => {
			noteBegin(request, begunAt);
			return undefined;
		},
	});
	try {
		const engine = await loadEngine(projectFolder, demoNodes(numbers));
		const startedAt = Date.now();
		const run = await engine.run({
			...demoWorkflow,
			credentials: {
				openGatewayApi: {
					aggregator: 'camara',
					...sandboxUrls(sandbox, 'v1'),
					clientId: 'demo',
					clientAuthentication: 'privateKeyJwt',
					privateKey,
					signingAlgorithm: 'ES256',
				},
			},
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
	const number = new URLSearchParams(body).get('login_hint')?.replace(/^tel:/, '');
	if (number !== undefined && !begunAt.has(number)) begunAt.set(number, Date.now());
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

demo(process.argv.slice(2)).catch((thrown: unknown) => {
	console.error(thrown instanceof Error ? thrown.message : thrown);
	process.exitCode = 1;
});
