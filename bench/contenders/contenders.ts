import { phoneNumbers } from '../phoneNumbers';
import type { Contender } from './contender';

export interface ContenderRow {
	/** In plain words, for the chart. */
	words: string;
	/** Loaded where it is needed, so that each process holds only what its contender brings along. */
	load(): Promise<Contender>;
	/** How many numbers of the list it gets; who is slow gets a share. */
	share(numbers: number): number;
	/** The numbers of the run before the measured one, in which modules are loaded and code is compiled. */
	warmUp(measured: string[]): string[];
}

const whole = (numbers: number) => numbers;
/**
 * What is measured is the pace of a long list, not the start of a process. After 200 numbers the compiler and the first
 * collections of garbage were still at work: the ratio of n8n to helperLoop was 0.70 to 1.03 in six rounds, and 0.89 to
 * 1.12 after 1,000 (Node.js 24.21).
 */
const others = () => phoneNumbers('warmUp', 1000);

export const CONTENDERS = {
	sequential: {
		words: 'script, one number after the other',
		load: async () => (await import('./sequential')).sequential,
		share: (numbers) => Math.max(10, Math.round(numbers / 50)),
		warmUp: () => phoneNumbers('warmUp', 5),
	},
	limit: {
		words: 'bare script with a window: the limit',
		load: async () => (await import('./limit')).limit,
		share: whole,
		warmUp: others,
	},
	openidClient: {
		words: 'openid-client, waits an interval first',
		load: async () => (await import('./openidClient')).openidClient,
		share: (numbers) => Math.max(10, Math.round(numbers / 5)),
		// It waits most of the time.
		warmUp: () => phoneNumbers('warmUp', 200),
	},
	helperLoop: {
		words: "bare loop over n8n's request helper",
		load: async () => (await import('./helperLoop')).helperLoop,
		share: whole,
		warmUp: others,
	},
	n8n: {
		words: 'this node, Standard',
		load: async () => (await import('./node')).n8n,
		share: whole,
		warmUp: others,
	},
	keepAlive: {
		words: 'this node, Keep Alive',
		load: async () => (await import('./node')).keepAlive,
		share: whole,
		warmUp: others,
	},
	warm: {
		words: 'this node, Keep Alive, tokens still good',
		load: async () => (await import('./node')).keepAlive,
		share: whole,
		// The tokens of this run are the ones that the measured run uses.
		warmUp: (measured) => measured,
	},
} satisfies Record<string, ContenderRow>;

export type ContenderName = keyof typeof CONTENDERS;

export const CONTENDER_NAMES = Object.keys(CONTENDERS) as ContenderName[];
