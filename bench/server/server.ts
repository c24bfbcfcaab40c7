import { sandboxUrls, startSandbox } from '../../test/sandbox/sandbox';
import type { Aggregator } from '../aggregator';
import { answerParent, readOrder } from '../processes';
import { createHiddenLimit, type HiddenLimit, type HiddenLimitReport } from './hiddenLimit';
import { createLateConsent } from './lateConsent';
import { createRequestStats, type RequestStatsReport } from './requestStats';

export interface ServerOrder {
	latencyMs: number;
	hiddenLimit?: HiddenLimit;
	/** For numbers that consent late. */
	pollsBeforeConsent?: number;
}

export interface ServerReady {
	aggregator: Aggregator;
	/** PEM, to be trusted by the clients. */
	certificate: string;
}

/** Since the last `reset`. */
export interface ServerReport extends RequestStatsReport {
	/** TLS connections accepted. */
	connections: number;
	hiddenLimit?: HiddenLimitReport;
}

/** Form-encoding changes no character of them, so clients that encode and clients that do not both work. */
const CLIENT = { clientId: 'bench', clientSecret: 'a-secret-for-the-benchmark' };

/** The sandbox over TLS, in a process of its own, so that its work does not count in the figures of the clients. */
async function serve({ latencyMs, hiddenLimit, pollsBeforeConsent = 0 }: ServerOrder): Promise<void> {
	const stats = createRequestStats();
	const limit = hiddenLimit === undefined ? undefined : createHiddenLimit(hiddenLimit);
	const lateConsent = createLateConsent(pollsBeforeConsent);
	const sandbox = await startSandbox({
		https: true,
		clients: [CLIENT],
		latencyMs,
		recordRequests: false,
		override: (request) => limit?.override() ?? lateConsent.override(request),
		observe: (request) => {
			const observers = [stats.observe(request), lateConsent.observe(request)];
			return (answer) => observers.forEach((observer) => observer(answer));
		},
	});

	let connectionsBefore = 0;
	const ready: ServerReady = {
		aggregator: { ...CLIENT, ...sandboxUrls(sandbox, 'v1') },
		certificate: sandbox.certificate ?? '',
	};
	answerParent(ready, {
		reset: () => {
			// Connections from the warm-up would save the measured part its handshakes.
			sandbox.closeIdleConnections();
			connectionsBefore = sandbox.acceptedConnections();
			stats.reset();
			limit?.reset();
		},
		report: (): ServerReport => ({
			connections: sandbox.acceptedConnections() - connectionsBefore,
			...stats.report(),
			...(limit === undefined ? {} : { hiddenLimit: limit.report() }),
		}),
	});
}

void serve(readOrder<ServerOrder>());
