/* eslint-disable @n8n/community-nodes/no-restricted-globals -- measures its own process; not published */
import type { ContenderContext } from './contenders/contender';
import { CONTENDERS, type ContenderName, type ContenderRow } from './contenders/contenders';
import { phoneNumbers } from './phoneNumbers';
import { answerParent, readOrder } from './processes';

export interface ContenderOrder extends ContenderContext {
	name: ContenderName;
	/** Of the whole list. */
	numbers: number;
	/** Of the whole list before it, which is not measured. */
	warmUp: number;
}

export interface ContenderReport {
	/** Of the share that this contender got. */
	numbers: number;
	seconds: number;
	/** Of all threads of this process, in user and system mode. */
	cpuMs: number;
	/** The most memory that this process held, from its start on. */
	peakRssMb: number;
}

/** Runs one contender in a process of its own: once to warm up, and once more to be measured. */
async function contend({ name, numbers, warmUp, ...context }: ContenderOrder): Promise<void> {
	const { load, share, sameNumbers }: ContenderRow = CONTENDERS[name];
	const measured = phoneNumbers('plain', share(numbers));
	const contender = await load();

	async function run(list: string[]): Promise<void> {
		const answers = await contender(list, context);
		const right = answers.filter((roaming) => roaming === true).length;
		if (right !== list.length) throw new Error(`${name} got ${right} right answers for ${list.length} numbers.`);
	}

	await run(sameNumbers === true ? measured : phoneNumbers('warmUp', share(warmUp)));
	answerParent(
		{},
		{
			run: async (): Promise<ContenderReport> => {
				const cpuBefore = process.cpuUsage();
				const startedAtMs = performance.now();
				await run(measured);
				const seconds = (performance.now() - startedAtMs) / 1000;
				const { user, system } = process.cpuUsage(cpuBefore);
				return {
					numbers: measured.length,
					seconds,
					cpuMs: (user + system) / 1000,
					peakRssMb: process.resourceUsage().maxRSS / 1024,
				};
			},
		},
	);
}

void contend(readOrder<ContenderOrder>());
