import type { Contender } from './contender';

export interface ContenderRow {
	/** Name in the chart. */
	words: string;
	/** Each process loads one contender, so its memory holds nothing of the others. */
	load(): Promise<Contender>;
	/** How many numbers of the list it gets; a slow contender gets fewer. */
	share(numbers: number): number;
	/** Its warm-up checks the same numbers, so that their tokens are still valid. */
	sameNumbers?: true;
}

const whole = (numbers: number) => numbers;

export const CONTENDERS = {
	sequential: {
		words: 'script, one number after the other',
		load: async () => (await import('./sequential')).sequential,
		share: (numbers) => Math.max(10, Math.round(numbers / 50)),
	},
	limit: {
		words: 'bare script with a window: the limit',
		load: async () => (await import('./limit')).limit,
		share: whole,
	},
	openidClient: {
		words: 'openid-client, waits an interval first',
		load: async () => (await import('./openidClient')).openidClient,
		share: (numbers) => Math.max(10, Math.round(numbers / 5)),
	},
	helperLoop: {
		words: "bare loop over n8n's request helper",
		load: async () => (await import('./helperLoop')).helperLoop,
		share: whole,
	},
	n8n: {
		words: 'this node, Standard',
		load: async () => (await import('./node')).n8n,
		share: whole,
	},
	keepAlive: {
		words: 'this node, Keep Alive',
		load: async () => (await import('./node')).keepAlive,
		share: whole,
	},
	warm: {
		words: 'this node, Keep Alive, tokens still good',
		load: async () => (await import('./node')).keepAlive,
		share: whole,
		sameNumbers: true,
	},
} satisfies Record<string, ContenderRow>;

export type ContenderName = keyof typeof CONTENDERS;

export const CONTENDER_NAMES = Object.keys(CONTENDERS) as ContenderName[];
