/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- starts the programs of the benchmark in processes of their own; not published */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/** A program in a process of its own. It answers one command after the other. */
export interface Child<Ready> {
	/** What it said when it was ready. */
	ready: Ready;
	ask<Answer>(command: string): Promise<Answer>;
	/** Ends it, whatever it is doing. */
	end(): void;
}

interface ChildOptions {
	environment?: Record<string, string>;
	/** Of the command line of Node.js. */
	nodeOptions?: string[];
}

function forkProgram(
	program: string,
	order: object,
	{ environment = {}, nodeOptions = [] }: ChildOptions,
): ChildProcess {
	return fork(path.join(__dirname, program), [JSON.stringify(order)], {
		env: { ...process.env, ...environment },
		// Among them is tsx, which reads TypeScript.
		execArgv: [...process.execArgv, ...nodeOptions],
		// What a node logs on its standard output is not for the reader of the figures; errors are.
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
}

/** No answer of any child takes longer than this; the longest run is of 100,000 numbers. */
const LONGEST_ANSWER_MS = 30 * 60_000;

/**
 * Starts a program of this folder, and waits until it is ready.
 *
 * @param order what it is to do, for `readOrder`
 */
export async function startChild<Ready>(
	program: string,
	order: object,
	options: ChildOptions = {},
): Promise<Child<Ready>> {
	const child = forkProgram(program, order, options);

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

/** How long after its report a process may take to end by itself, in milliseconds. */
const MAX_ENDING_MS = 30_000;

/**
 * Runs a program of this folder that reports once with `reportAndEnd`.
 *
 * @throws Error where it fails, or where it does not end by itself after its report
 */
export async function runToEnd<Report>(
	program: string,
	order: object,
	options: ChildOptions = {},
): Promise<{ report: Report; endedAfterMs: number }> {
	const child = forkProgram(program, order, options);
	return new Promise((resolve, reject) => {
		let timer: NodeJS.Timeout | undefined;
		let reported: { report: Report; atMs: number } | undefined;
		child.on('message', (message) => {
			reported = { report: message as Report, atMs: performance.now() };
			timer = setTimeout(() => child.kill(), MAX_ENDING_MS);
		});
		child.on('exit', (code) => {
			clearTimeout(timer);
			if (code === 0 && reported !== undefined) {
				resolve({ report: reported.report, endedAfterMs: performance.now() - reported.atMs });
			} else {
				const what = reported === undefined ? `ended with ${code} before its report` : 'did not end by itself';
				reject(new Error(`${program} ${what}.`));
			}
		});
	});
}

/** In the child: what `runToEnd` returns. Afterwards nothing of the parent keeps the process alive. */
export function reportAndEnd(report: object): void {
	process.send?.(report, undefined, undefined, () => process.disconnect());
}

/** In the child: the order it was started with. */
export function readOnlyOrder<Order>(): Order {
	return JSON.parse(process.argv[2] ?? '{}') as Order;
}

/** The same; the child ends when its parent has ended, for whatever reason. */
export function readOrder<Order>(): Order {
	process.on('disconnect', () => process.exit());
	return readOnlyOrder<Order>();
}

/** In the child: says that it is ready, and answers by name from then on. What throws ends the child. */
export function answerParent(ready: object, commands: Record<string, () => unknown>): void {
	const answer = async (command: string) => process.send?.((await commands[command]?.()) ?? null);
	process.on('message', (command: string) => void answer(command));
	process.send?.(ready);
}
