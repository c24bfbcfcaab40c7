import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { settledHeap } from './heap';
import { itemsOf, loadN8n, runInN8n, toItems } from './n8nRun';
import { answerParent, readOrder } from './processes';

export interface SoakOrder {
	/** Name of a flow -> credential. */
	credentials: Record<string, ICredentialDataDecryptedObject>;
	/** Of one run. */
	numbers: number;
	/** The first number of this process; no two processes check the same. */
	from: number;
}

export interface SoakRunReport {
	numbers: number;
	/** Numbers without an item. */
	lost: number;
	/** Items beyond one for each number. */
	doubled: number;
	/** Items that say something else than the aggregator, and are no failure. */
	wrong: number;
	/** Code -> numbers that failed. */
	failed: Record<string, number>;
	/** In bytes, after garbage collection. */
	heap: number;
}

/** Runs of the node in a process of its own, one after the other, each with a list of new numbers. */
async function soak({ credentials, numbers, from }: SoakOrder): Promise<void> {
	const engine = await loadN8n();
	let next = from;

	async function run(credential: ICredentialDataDecryptedObject): Promise<SoakRunReport> {
		const list = Array.from({ length: numbers }, (_, index) => `+346${String(next + index).padStart(6, '0')}11`);
		next += numbers;
		const node = {
			type: 'n8n-nodes-open-gateway.deviceStatusRoaming',
			parameters: { simple: false, options: { connection: 'keepAlive' } },
			credential,
			onError: 'continueRegularOutput' as const,
		};
		const items = itemsOf(await runInN8n(engine, node, toItems(list))).map(({ json }) => json);
		return { ...compare(list, items), heap: await settledHeap() };
	}

	const commands = Object.entries(credentials).map(([name, credential]) => [name, () => run(credential)] as const);
	answerParent({}, Object.fromEntries(commands));
}

function compare(list: string[], items: IDataObject[]): Omit<SoakRunReport, 'heap'> {
	const answered = new Set(items.map(({ phoneNumber }) => String(phoneNumber)));
	const failed: Record<string, number> = {};
	for (const { code } of items.filter(({ outcome }) => outcome === 'failed')) {
		failed[String(code)] = (failed[String(code)] ?? 0) + 1;
	}
	return {
		numbers: list.length,
		lost: list.filter((number) => !answered.has(number)).length,
		doubled: items.length - answered.size,
		wrong: items.filter(({ outcome, country }) => outcome !== 'failed' && country !== 'DE').length,
		failed,
	};
}

void soak(readOrder<SoakOrder>());
