import { createProgress } from '../../nodes/DeviceStatusRoaming/progress';
import { reportOf } from '../../nodes/openGateway/batch/report';
import { createTally } from '../../nodes/openGateway/batch/stats';
import { virtualClock } from '../openGateway/partner';

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
		{ tally, window: { aside: () => 2 } },
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
	progress.sumUp(reportOf(tally, 0, 0, 1000));
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

test('the end is summed up on the node', () => {
	const { tally, hints, progress } = watchedRun();
	const report = reportOf(tally, 0, 0, 1000);
	progress.sumUp(report);
	expect(hints).toEqual([{ type: 'info', location: 'outputPane', message: report.text.split('\n').join(' ') }]);
});
