/* eslint-disable @n8n/community-nodes/no-restricted-globals -- measures its own process; not published */
import type { Surroundings } from './contenders/contender';
import { CONTENDERS, type ContenderName, type ContenderRow } from './contenders/contenders';
import { phoneNumbers } from './phoneNumbers';
import { answerParent, readOrder } from './processes';

export interface ContenderOrder extends Surroundings {
	name: ContenderName;
	/** Of the whole list. */
	numbers: number;
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

/**
 * Runs one contender in a process of its own: once to warm up, and then as often as it is asked, each time with other
 * numbers. Warm is after a whole run: it takes some thousand requests until the code is compiled.
 */
async function contend({ name, numbers, ...surroundings }: ContenderOrder): Promise<void> {
	const { load, share, sameNumbers }: ContenderRow = CONTENDERS[name];
	const count = share(numbers);
	const contender = await load();
	let runs = 0;

	async function run(): Promise<void> {
		if (sameNumbers === undefined || runs === 0) runs += 1;
		const list = phoneNumbers('plain', runs * count).slice(-count);
		const answers = await contender(list, surroundings);
		const right = answers.filter((roaming) => roaming === true).length;
		if (right !== count) throw new Error(`${name} got ${right} right answers for ${count} numbers.`);
	}

	await run();
	answerParent(
		{},
		{
			run: async (): Promise<ContenderReport> => {
				const cpuBefore = process.cpuUsage();
				const startedAtMs = performance.now();
				await run();
				const seconds = (performance.now() - startedAtMs) / 1000;
				const { user, system } = process.cpuUsage(cpuBefore);
				return {
					numbers: count,
					seconds,
					cpuMs: (user + system) / 1000,
					peakRssMb: process.resourceUsage().maxRSS / 1024,
				};
			},
		},
	);
}

void contend(readOrder<ContenderOrder>());
