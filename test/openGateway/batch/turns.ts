import type { Limiter } from '../../../nodes/openGateway/http/limiter';

interface Line {
	waiting: number;
	inUse: number;
	/** Requests of each other line that were sent while this one could have sent one. */
	passedBy: Map<Line, number>;
}

/**
 * Watches the limiters of several executions, and tells how often the requests of one execution pass a request of another
 * that its own ceiling would allow.
 *
 * @param maxConcurrency of each execution at one host
 */
export function createTurns(maxConcurrency: number) {
	/** Host -> its lines, one for each execution. */
	const lines = new Map<string, Set<Line>>();
	let mostPassed = 0;
	const canSend = (line: Line) => line.waiting > 0 && line.inUse < maxConcurrency;

	function onSent(line: Line, host: string): void {
		for (const other of lines.get(host) ?? []) {
			if (other === line) other.passedBy.clear();
			else if (canSend(other)) {
				const passed = (other.passedBy.get(line) ?? 0) + 1;
				other.passedBy.set(line, passed);
				mostPassed = Math.max(mostPassed, passed);
			}
		}
	}

	function watch(limiter: Limiter): Limiter {
		const own = new Map<string, Line>();
		function lineOf(host: string): Line {
			const line = own.get(host) ?? { waiting: 0, inUse: 0, passedBy: new Map<Line, number>() };
			own.set(host, line);
			lines.set(host, (lines.get(host) ?? new Set()).add(line));
			return line;
		}
		return {
			async acquire(request, signal) {
				const { host } = new URL(request.url);
				const line = lineOf(host);
				line.waiting += 1;
				const release = await limiter.acquire(request, signal).finally(() => {
					line.waiting -= 1;
				});
				line.inUse += 1;
				onSent(line, host);
				return (result) => {
					line.inUse -= 1;
					release(result);
				};
			},
		};
	}
	return { watch, mostPassed: () => mostPassed };
}
