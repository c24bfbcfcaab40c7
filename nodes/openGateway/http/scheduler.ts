import type { Breaker } from './breaker';
import type { HostLimit } from './hostLimit';
import { NotSentError, type Ceilings, type Release, type RequestResult } from './limiter';
import type { RateLimit } from './rateLimit';
import type { RequestsUnderWay } from './requestsUnderWay';
import type { Clock } from './transport';

/** Evenly spaced slots, that is a token bucket for one: a burst would break a contract that counts in shorter windows. */
export interface Slots {
	/** By the monotonic clock. */
	nextSlotMs: number;
}

/** Requests under way at the same time. */
export interface Places {
	inUse: number;
	/** Since when there is a free one, by the monotonic clock. */
	freeSinceMs: number;
}

/** A host, for all executions of the process. */
export interface Host extends Places {
	name: string;
	limit: HostLimit;
	/** When the last response came, by the monotonic clock. */
	usedAtMs: number;
}

/** A client at a host, for all executions of the process. */
export interface ClientAtHost extends Slots {
	rate: RateLimit;
	/** Between two requests, in milliseconds, by the rate that the host last named in its headers; 0 where it names none. */
	announcedIntervalMs: number;
	underWay: RequestsUnderWay;
	/** Whether nothing but responses 429 come. */
	breaker: Breaker;
	usedAtMs: number;
}

/** The rate of a contract, for all executions of a client, at all hosts. */
export interface Contract extends Slots {
	/** Milliseconds between two requests; one entry for each request that waits or is under way. The longest applies. */
	intervalsMs: number[];
}

/** The requests of one execution to one host that wait or are under way. */
export interface Line extends Places {
	ceilings: Ceilings;
	/** Of the execution, at all hosts. */
	slots: Slots;
	host: Host;
	client: ClientAtHost;
	contract: Contract;
	/** Requests for numbers that have been started; they go before those that start one. */
	continuing: Waiting[];
	starting: Waiting[];
	/** The count of all sent requests when this line was served last, or was created. The line with the smallest is next. */
	servedAt: number | undefined;
}

export interface Waiting {
	url: string;
	sinceMs: number;
	send(release: Release): void;
	reject(reason: unknown): void;
}

/** What a host sends that cannot keep up, or a gateway in front of it. */
const OVERLOAD = new Set([502, 503, 504]);
const TOO_MANY_REQUESTS = 429;
/** After so long, in milliseconds, one more failure of a host that is down, or refuses everything, ends the wait for it. */
const MAX_DOWN_MS = 300_000;
/** How late a timer may be, in milliseconds, without making the rate lower. */
const MAX_LATE_MS = 100;
/** Requests sent at once after a late timer, at most, at a rate that was learned: a gateway may take only ten at once. */
const MAX_BURST = 5;
/** A longer pause, in milliseconds, is not waited for once the time of a run is over. */
const MAX_PAUSE_AT_END_MS = 1000;
/** A reason for `abort()`. Without one, each call creates an error with a stack, and this runs for each request. */
const REPLACED = 'Another wait has taken its place.';
/** Shorter breaks between requests do not count as idleness, in milliseconds. */
const IDLE_MS = 1000;

export interface Scheduler {
	enqueue(line: Line, waiting: Waiting, startsNumber: boolean): void;
	/** Takes a request that is cancelled out of its line. */
	remove(line: Line, waiting: Waiting): void;
}

/**
 * Sends the requests of all executions, each as soon as its host, its client and its execution allow. Of several lines,
 * the one is next that was served least recently (round robin), so a single check does not wait behind a list.
 */
export function createScheduler(clock: Clock): Scheduler {
	const busy = new Set<Line>();
	let served = 0;
	let wakeAtMs = Infinity;
	/** Aborted where the scheduler waits for no time. */
	let wake = new AbortController();
	wake.abort(REPLACED);

	/** When the line's next request may be sent; infinite where a place is missing. */
	function readyAtMs(line: Line): number {
		const next = line.continuing[0] ?? line.starting[0];
		if (next === undefined || isFull(line.host) || isFull(line)) return Infinity;
		return Math.max(next.sinceMs, line.host.freeSinceMs, line.freeSinceMs, heldUntilMs(line));
	}

	function heldUntilMs({ slots, contract, client, host }: Line): number {
		return Math.max(
			slots.nextSlotMs,
			contract.nextSlotMs,
			client.nextSlotMs,
			client.rate.pausedUntilMs(),
			client.underWay.nextAllowedAtMs(client.rate.minIntervalMs()),
			host.limit.nextAllowedAtMs(),
		);
	}

	function send(line: Line, dueMs: number): void {
		const { ceilings, slots, contract, client, host } = line;
		const waiting = line.continuing.shift() ?? line.starting.shift();
		if (waiting === undefined) return;
		const nowMs = clock.monotonicMs();
		noteIdleness(host, client, nowMs);
		const hadToWait = heldUntilMs(line) > Math.max(waiting.sinceMs, host.freeSinceMs, line.freeSinceMs);
		const ownMs = ceilings.requestsPerSecond > 0 ? 1000 / ceilings.requestsPerSecond : 0;
		const contractMs = contract.intervalsMs.reduce((longest, each) => Math.max(longest, each), 0);
		const learnedMs = client.rate.minIntervalMs();
		const isLearned = learnedMs > Math.max(ownMs, contractMs, client.announcedIntervalMs);
		const maxLateMs = isLearned ? Math.min(MAX_LATE_MS, (MAX_BURST - 1) * learnedMs) : MAX_LATE_MS;
		// A slot counts from when the request was due, not from when a late timer let it go.
		const slotMs = Math.max(dueMs, nowMs - maxLateMs);
		if (ownMs > 0) slots.nextSlotMs = slotMs + ownMs;
		contract.nextSlotMs = slotMs + contractMs;
		client.nextSlotMs = slotMs + Math.max(client.announcedIntervalMs, learnedMs);
		for (const used of [host, line]) used.inUse += 1;
		client.underWay.onSent(nowMs);
		served += 1;
		line.servedAt = served;
		if (isEmpty(line)) busy.delete(line);
		waiting.send((result) => {
			learn({ line, host, client }, waiting.url, result, { sentAtMs: nowMs, hadToWait });
			pump();
		});
	}

	/** What one response shows about host and client: those of the request, since the line may have others by now. */
	function learn(
		{ line, host, client }: Pick<Line, 'host' | 'client'> & { line: Line },
		url: string,
		result: RequestResult,
		{ sentAtMs, hadToWait }: { sentAtMs: number; hadToWait: boolean },
	): void {
		const { ceilings } = line;
		const { status, timedOut, failed, retryAfterSeconds, requestsPerSecond, exhaustedSeconds } = result;
		const nowMs = clock.monotonicMs();
		const isThrottled = status === TOO_MANY_REQUESTS;
		if (isThrottled) client.rate.onThrottled(sentAtMs, retryAfterSeconds);
		else if (status !== null && !failed) client.rate.onSuccess(sentAtMs);
		if (status !== null && !failed) client.breaker.onResult(isThrottled);
		if (requestsPerSecond > 0) client.announcedIntervalMs = 1000 / requestsPerSecond;
		if (exhaustedSeconds > 0) client.rate.pauseUntil(nowMs + exhaustedSeconds * 1000);
		host.limit.onResult({
			url,
			sentAtMs,
			tookMs: nowMs - sentAtMs,
			status,
			isOverload: timedOut || (status !== null && OVERLOAD.has(status)),
			isFailure: failed,
			retryAfterSeconds: isThrottled ? 0 : retryAfterSeconds,
			wasReached: !hadToWait && isFull(host),
		});
		if (isFull(host)) host.freeSinceMs = nowMs;
		if (isFull(line)) line.freeSinceMs = nowMs;
		for (const used of [host, line]) used.inUse -= 1;
		client.underWay.onEnd(sentAtMs, nowMs, client.rate.minIntervalMs());
		for (const used of [host, client]) used.usedAtMs = nowMs;
		if (host.limit.downSinceMs() !== undefined) ceilings.onHostDown?.(host.name);
		const isTooLong = (sinceMs = Infinity) => sentAtMs >= sinceMs + MAX_DOWN_MS;
		if (isTooLong(host.limit.downSinceMs())) giveUp('hostDown', (other) => other.host === host);
		if (isTooLong(client.breaker.downSinceMs())) giveUp('refused', (other) => other.client === client);
	}

	function giveUp(reason: NotSentError['reason'], isConcerned: (line: Line) => boolean): void {
		for (const line of [...busy].filter(isConcerned)) {
			rejectAll(line.starting, reason);
			rejectAll(line.continuing, reason);
		}
	}

	function noteIdleness(host: Host, client: ClientAtHost, nowMs: number): void {
		if (host.inUse === 0 && nowMs - host.usedAtMs > IDLE_MS) host.limit.onIdle(nowMs - host.usedAtMs);
		// The time between two requests at a low rate is no idleness.
		const clientIdleMs = nowMs - Math.max(client.usedAtMs, client.nextSlotMs);
		if (client.underWay.isEmpty() && clientIdleMs > IDLE_MS) client.rate.onIdle(clientIdleMs);
	}

	/** Ends the wait of those that are not waited for any longer. */
	function expire(line: Line, nowMs: number): void {
		const { ceilings, host } = line;
		if (nowMs >= ceilings.deadlineMs) {
			rejectAll(line.starting, 'deadline');
			// A number that was started is finished, unless its host does not take it.
			const isKeptWaiting = host.limit.downSinceMs() !== undefined || heldUntilMs(line) > nowMs + MAX_PAUSE_AT_END_MS;
			if (isKeptWaiting) rejectAll(line.continuing, 'deadline');
		}
		if (isEmpty(line)) busy.delete(line);
	}

	/** Sends all that may be sent now, and wakes up when the next may be. */
	function pump(): void {
		for (;;) {
			const nowMs = clock.monotonicMs();
			let next: Line | undefined;
			let nextDueMs = Infinity;
			let laterMs = Infinity;
			for (const line of busy) {
				expire(line, nowMs);
				if (isEmpty(line)) continue;
				const dueMs = readyAtMs(line);
				if (dueMs <= nowMs && (next === undefined || servedBefore(line, next))) {
					next = line;
					nextDueMs = dueMs;
				}
				// Where a place is missing, the end of the request that holds it wakes the scheduler; it may come after the
				// deadline, since the place may belong to another execution with a longer timeout.
				const { deadlineMs } = line.ceilings;
				laterMs = Math.min(laterMs, dueMs, deadlineMs > nowMs ? deadlineMs : Infinity);
			}
			if (next === undefined) {
				if (laterMs === Infinity) wake.abort(REPLACED);
				else wakeAt(laterMs);
				return;
			}
			send(next, nextDueMs);
		}
	}

	function wakeAt(timeMs: number): void {
		if (!wake.signal.aborted && timeMs >= wakeAtMs) return;
		wake.abort(REPLACED);
		const { signal } = (wake = new AbortController());
		wakeAtMs = timeMs;
		clock.sleep(timeMs - clock.monotonicMs(), signal).then(
			() => {
				if (signal.aborted) return;
				wake.abort(REPLACED);
				pump();
			},
			// Another wait has taken its place, or none is needed any more.
			() => undefined,
		);
	}

	return {
		enqueue(line, waiting, startsNumber) {
			// A new line comes after all others, or many short executions would keep a long one from its turn.
			if (line.servedAt === undefined) line.servedAt = served;
			(startsNumber ? line.starting : line.continuing).push(waiting);
			busy.add(line);
			pump();
		},
		remove(line, waiting) {
			for (const list of [line.starting, line.continuing]) {
				if (list.includes(waiting)) list.splice(list.indexOf(waiting), 1);
			}
			pump();
		},
	};
}

function isFull(places: Host | Line): boolean {
	const limit = 'limit' in places ? places.limit.places() : places.ceilings.maxConcurrency;
	return places.inUse >= limit;
}

function servedBefore(line: Line, other: Line): boolean {
	return (line.servedAt ?? 0) < (other.servedAt ?? 0);
}

function isEmpty({ continuing, starting }: Pick<Line, 'continuing' | 'starting'>): boolean {
	return continuing.length === 0 && starting.length === 0;
}

function rejectAll(waiting: Waiting[], reason: NotSentError['reason']): void {
	for (const { reject } of waiting.splice(0)) reject(new NotSentError(reason));
}
