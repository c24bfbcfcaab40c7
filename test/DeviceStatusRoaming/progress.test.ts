import { createProgress } from '../../nodes/DeviceStatusRoaming/progress';
import { createTally } from '../../nodes/openGateway/batch/tally';
import { virtualClock } from '../openGateway/world';

function watchedRun({ mode = 'manual', rows = 10 }: { mode?: 'manual' | 'trigger'; rows?: number } = {}) {
	const clock = virtualClock();
	const tally = createTally();
	const shown: string[] = [];
	const logged: string[] = [];
	const hints: unknown[] = [];
	const progress = createProgress(
		{
			getInputData: () => Array.from({ length: rows }, () => ({ json: {} })),
			getMode: () => mode,
			getNode: () => ({ name: 'Roaming?' }),
			sendMessageToUI: (message: string) => shown.push(message),
			logger: { info: (message: string) => logged.push(message) },
			addExecutionHints: (hint: unknown) => hints.push(hint),
		} as unknown as Parameters<typeof createProgress>[0],
		{ tally, retryBudget: { taken: () => 3 }, window: { aside: () => 2 } },
		clock,
	);
	const transport = progress.watch(async () => ({ status: 200, headers: {}, body: '' }));
	/** One request is answered, after so many seconds. */
	async function answer(seconds: number): Promise<void> {
		clock.passSeconds(seconds);
		await transport({ method: 'POST', url: '', headers: {}, body: '', timeoutMs: 1 });
	}
	return { tally, shown, logged, hints, progress, answer };
}

test('the editor is shown a line at most every two seconds', async () => {
	const { tally, shown, answer } = watchedRun();
	tally.rows = 4;
	tally.byOutcome = { ...tally.byOutcome, roaming: 3, failed: 1 };
	await answer(1.9);
	expect(shown).toEqual([]);
	await answer(0.1);
	await answer(1.9);
	expect(shown).toEqual(['4 of 10 done, 2.0 a second, 3 roaming, 1 failed, 2 waiting for consent, about 3 s left']);
	await answer(0.1);
	expect(shown).toHaveLength(2);
});

test('as long as nothing is done nobody can say how long it will take', async () => {
	const { shown, answer } = watchedRun();
	await answer(2);
	expect(shown).toEqual(['0 of 10 done, 0.0 a second, 0 roaming, 0 failed, 2 waiting for consent']);
});

test('a run that nobody watches shows nothing', async () => {
	const { shown, answer } = watchedRun({ mode: 'trigger' });
	await answer(10);
	expect(shown).toEqual([]);
});

test('the log has a line for each tenth', async () => {
	const { tally, logged, answer, progress } = watchedRun({ mode: 'trigger', rows: 40 });
	for (let row = 1; row <= 40; row += 1) {
		tally.rows = row;
		await answer(1);
	}
	progress.sumUp();
	expect(logged.map((line) => /^Roaming\?: (\d+) %, /.exec(line)?.[1])).toEqual([
		'10',
		'20',
		'30',
		'40',
		'50',
		'60',
		'70',
		'80',
		'90',
		'100',
	]);
});

test('the end is summed up on the node', async () => {
	const { tally, hints, progress, answer } = watchedRun();
	await answer(20);
	Object.assign(tally, {
		rows: 1200,
		uniqueNumbers: 1100,
		requests: { authorize: 1100, token: 1150, roaming: 1000 },
		throttles: 2,
		checkMs: Array.from({ length: 100 }, (_, index) => index + 1),
	});
	tally.byOutcome = { ...tally.byOutcome, home: 1000, roaming: 150, consentPending: 50 };
	progress.sumUp();
	expect(hints).toEqual([
		{
			type: 'info',
			location: 'outputPane',
			message:
				'1,200 rows, 1,100 numbers checked: 150 roaming, 1,000 home, 50 consent pending. ' +
				'Requests: 1,100 authorize, 1,150 token, 1,000 roaming; 3 sent again, 2 times asked to slow down. ' +
				'A check took 50 ms (p50), 95 ms (p95); 60.0 a second.',
		},
	]);
});
