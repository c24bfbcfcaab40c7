import { createBreaker } from './breaker';
import { createHostLimit } from './hostLimit';
import type { Ceilings, LimitedRequest, Limiter, Release } from './limiter';
import { createRateLimit } from './rateLimit';
import { createRequestsUnderWay } from './requestsUnderWay';
import { createScheduler, type ClientAtHost, type Contract, type Host, type Line, type Waiting } from './scheduler';
import { createSharedEntries } from './sharedEntries';
import type { Clock } from './transport';

/** Whose requests they are. */
export interface LimitedClient {
	/** A hash of the client's ID and secret, so that nobody slows a client down by knowing its ID. */
	hash: string;
	/** Of the contract, for all executions of the client together; 0 for no limit. The lower of several applies. */
	requestsPerSecond: number;
}

/** What all executions of a process have learned about hosts and clients. */
export interface LimiterRegistry {
	/** A limiter for one execution. It starts where the last one left off (RFC 9040 does the same with TCP's state). */
	open(client: LimitedClient, ceilings: Ceilings): Limiter;
	/** How many hosts and clients are remembered. */
	size(): number;
}

export function createLimiterRegistry(clock: Clock): LimiterRegistry {
	const scheduler = createScheduler(clock);
	const hosts = createSharedEntries<Host>(clock, (name) => ({
		name,
		limit: createHostLimit(clock),
		inUse: 0,
		freeSinceMs: -Infinity,
		usedAtMs: clock.monotonicMs(),
	}));
	const clients = createSharedEntries<ClientAtHost>(clock, () => ({
		rate: createRateLimit(clock),
		announcedIntervalMs: 0,
		nextSlotMs: -Infinity,
		underWay: createRequestsUnderWay(),
		breaker: createBreaker(clock),
		usedAtMs: clock.monotonicMs(),
	}));
	const contracts = createSharedEntries<Contract>(clock, () => ({ nextSlotMs: -Infinity, intervalsMs: [] }));

	function openLimiter({ hash, requestsPerSecond }: LimitedClient, ceilings: Ceilings): Limiter {
		const contractIntervalMs = requestsPerSecond > 0 ? 1000 / requestsPerSecond : 0;
		const slots = { nextSlotMs: -Infinity };
		const lines = new Map<string, Line>();

		/** What was remembered may have been dropped since the last request, so it is looked up for each. */
		function take(hostName: string): { line: Line; giveBack(): void } {
			const host = hosts.take(hostName);
			const client = clients.take(`${hash} ${hostName}`);
			const contract = contracts.take(hash);
			contract.value.intervalsMs.push(contractIntervalMs);
			const shared = { host: host.value, client: client.value, contract: contract.value };
			const line = Object.assign(lines.get(hostName) ?? createLine(ceilings, slots, shared), shared);
			lines.set(hostName, line);
			return {
				line,
				giveBack: () => {
					const { intervalsMs } = contract.value;
					intervalsMs.splice(intervalsMs.indexOf(contractIntervalMs), 1);
					for (const taken of [host, client, contract]) taken.giveBack();
				},
			};
		}

		async function acquire({ url, startsNumber }: LimitedRequest, signal?: AbortSignal): Promise<Release> {
			signal?.throwIfAborted();
			const { line, giveBack } = take(new URL(url).host);
			return new Promise((resolve, reject) => {
				const cancel = () => {
					scheduler.remove(line, waiting);
					waiting.reject(signal?.reason);
				};
				const waiting: Waiting = {
					url,
					sinceMs: clock.monotonicMs(),
					send: (release) => {
						signal?.removeEventListener('abort', cancel);
						resolve((result) => {
							giveBack();
							release(result);
						});
					},
					reject: (reason) => {
						signal?.removeEventListener('abort', cancel);
						giveBack();
						reject(reason);
					},
				};
				signal?.addEventListener('abort', cancel, { once: true });
				scheduler.enqueue(line, waiting, startsNumber);
			});
		}
		return { acquire };
	}

	return { open: openLimiter, size: () => hosts.size() + clients.size() + contracts.size() };
}

function createLine(
	ceilings: Ceilings,
	slots: Line['slots'],
	shared: Pick<Line, 'host' | 'client' | 'contract'>,
): Line {
	return {
		...shared,
		ceilings,
		slots,
		continuing: [],
		starting: [],
		inUse: 0,
		freeSinceMs: -Infinity,
		servedAt: undefined,
	};
}
