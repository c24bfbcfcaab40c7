/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- starts the programs of the benchmark in processes of their own; not published */
import { fork } from 'node:child_process';
import path from 'node:path';

/** A program in a process of its own; it answers one command after the other. */
export interface Child<Ready> {
	/** What it said when it was ready. */
	ready: Ready;
	ask<Answer>(command: string): Promise<Answer>;
	/** Ends it, whatever it is doing. */
	end(): void;
}

/** No answer of any child takes longer than this; the longest run is of 100,000 numbers. */
const LONGEST_ANSWER_MS = 30 * 60_000;

/**
 * Starts a program of this folder, and waits until it is ready.
 *
 * @param order what it is to do, for `readOrder`
 * @param nodeOptions of the command line of Node.js
 */
export async function startChild<Ready>(
	program: string,
	order: object,
	{ environment = {}, nodeOptions = [] }: { environment?: Record<string, string>; nodeOptions?: string[] } = {},
): Promise<Child<Ready>> {
	const child = fork(path.join(__dirname, program), [JSON.stringify(order)], {
		env: { ...process.env, ...environment },
		// Among them is tsx, which reads TypeScript.
		execArgv: [...process.execArgv, ...nodeOptions],
		// What a node logs on its standard output is not for the reader of the figures; errors are.
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});

	function nextMessage<Message>(): Promise<Message> {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => fail('did not answer in time'), LONGEST_ANSWER_MS);
			const release = () => {
				clearTimeout(timer);
				child.off('message', succeed).off('exit', exited);
			};
			const succeed = (message: unknown) => {
				release();
				resolve(message as Message);
			};
			const fail = (what: string) => {
				release();
				child.kill();
				reject(new Error(`${program} ${what}.`));
			};
			const exited = (code: number | null) => fail(`ended with ${code} before it answered`);
			child.on('message', succeed).on('exit', exited);
		});
	}

	return {
		ready: await nextMessage<Ready>(),
		ask: (command) => {
			child.send(command);
			return nextMessage();
		},
		end: () => void child.kill(),
	};
}

/** In the child: the order it was started with. The child ends with its parent, however that ended. */
export function readOrder<Order>(): Order {
	process.on('disconnect', () => process.exit());
	return JSON.parse(process.argv[2] ?? '{}') as Order;
}

/** In the child: says that it is ready, and answers by name from then on. What throws ends the child. */
export function answerParent(ready: object, commands: Record<string, () => unknown>): void {
	const answer = async (command: string) => process.send?.((await commands[command]?.()) ?? null);
	process.on('message', (command: string) => void answer(command));
	process.send?.(ready);
}
