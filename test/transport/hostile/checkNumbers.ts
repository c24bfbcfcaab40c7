/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a program that the test runs in another Node.js; not published */
import '../../n8n/capturedLog';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import { builtPackage, itemsOf, runNode } from '../../n8n/runNode';

/** The input of the program, as JSON in its only argument. */
export interface Task {
	credential: ICredentialDataDecryptedObject;
	options: INodeParameters;
	/** Checked before anything is measured, so that everything is loaded. */
	warmUp: string[];
	phoneNumbers: string[];
	/** Milliseconds for which the process must survive after the run, while abandoned requests may still fail. */
	afterwardsMs: number;
}

/** Its output, as JSON on standard output. */
export interface Outcome {
	items: IDataObject[];
	grownMegabytes: number;
}

declare const gc: () => void;

/** Runs the node on the numbers, and measures how far the memory of this process grows meanwhile. */
async function checkNumbers({ credential, options, warmUp, phoneNumbers, afterwardsMs }: Task): Promise<Outcome> {
	const check = async (numbers: string[]) =>
		itemsOf(
			await runNode({
				inputs: numbers.map((phoneNumber) => ({ phoneNumber })),
				credential,
				parameters: { options },
				settings: { onError: 'continueRegularOutput' },
			}),
		).map(({ json }) => json);

	await builtPackage();
	await check(warmUp);
	gc();
	const before = process.memoryUsage.rss();
	let highest = before;
	const watch = setInterval(() => {
		highest = Math.max(highest, process.memoryUsage.rss());
	}, 20);
	// A garbage collection removes what is not referenced, for example a signal that was to end a request.
	const collect = setInterval(gc, 1000);
	const items = await check(phoneNumbers);
	await sleep(afterwardsMs);
	clearInterval(watch);
	clearInterval(collect);
	await check(warmUp);
	return { items, grownMegabytes: (highest - before) / 1e6 };
}

checkNumbers(JSON.parse(process.argv[2] ?? '') as Task).then(
	(outcome) => {
		process.stdout.write(JSON.stringify(outcome), () => process.exit());
	},
	(thrown: unknown) => {
		console.error(thrown);
		process.exit(1);
	},
);
