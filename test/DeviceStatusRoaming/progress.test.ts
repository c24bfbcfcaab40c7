import { createProgress } from '../../nodes/DeviceStatusRoaming/progress';
import { createStats } from '../../nodes/openGateway/batch/stats';
import { virtualClock } from '../openGateway/partner';

function runWithProgress({ mode = 'manual', rows = 10 }: { mode?: 'manual' | 'trigger'; rows?: number } = {}) {
	const clock = virtualClock();
	const stats = createStats();
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
		{ stats, semaphore: { waitingCount: () => 2 } },
		clock,
	);
	/** One request ends, after so many seconds. */
	function answer(seconds: number): void {
		clock.passSeconds(seconds);
		progress.report();
	}
	return { stats, shown, logged, hints, progress, answer };
}

test('the console gets a line at most every two seconds', () => {
	const { stats, shown, answer } = runWithProgress();
	stats.rows = 4;
	stats.byOutcome = { ...stats.byOutcome, roaming: 3, failed: 1 };
	answer(1.9);
	expect(shown).toEqual([]);
	answer(0.1);
	answer(1.9);
	expect(shown).toEqual(['4 of 10 done, 2.0 a second, 3 roaming, 1 failed, 2 waiting for consent, about 3 s left']);
	answer(0.1);
	expect(shown).toHaveLength(2);
});

test('while nothing is done, no remaining time is shown', () => {
	const { shown, answer } = runWithProgress();
	answer(2);
	expect(shown).toEqual(['0 of 10 done, 0.0 a second, 0 roaming, 0 failed, 2 waiting for consent']);
});

test('a production run shows nothing in the console', () => {
	const { shown, answer } = runWithProgress({ mode: 'trigger' });
	answer(10);
	expect(shown).toEqual([]);
});

test('the log gets a line for each tenth of a list', () => {
	const { stats, logged, answer, progress } = runWithProgress({ mode: 'trigger', rows: 40 });
	for (let row = 1; row <= 40; row += 1) {
		stats.rows = row;
		answer(1);
	}
	progress.addSummaryHint({ message: 'Done.', type: 'info' });
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

test.each([1, 2, 9])('the log gets no line for a list of %i', (rows) => {
	const { stats, logged, answer, progress } = runWithProgress({ mode: 'trigger', rows });
	for (let row = 1; row <= rows; row += 1) {
		stats.rows = row;
		answer(60);
	}
	progress.addSummaryHint({ message: 'Done.', type: 'info' });
	expect(logged).toEqual([]);
});

test('the summary is a hint on the node', () => {
	const { hints, progress } = runWithProgress();
	progress.addSummaryHint({ message: 'Done.', type: 'warning' });
	expect(hints).toEqual([{ type: 'warning', location: 'outputPane', message: 'Done.' }]);
});
