import { sandboxUrls, startSandbox } from '../../test/sandbox/sandbox';
import type { Aggregator } from '../aggregator';
import { answerParent, readOrder } from '../processes';
import { createHiddenLimit, type HiddenLimit, type HiddenLimitReport } from './hiddenLimit';
import { createLateConsent } from './lateConsent';
import { createTally, type TallyReport } from './tally';

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
export interface ServerReport extends TallyReport {
	/** TLS connections accepted. */
	connections: number;
	hiddenLimit?: HiddenLimitReport;
}

/** No sign in them is changed by form-encoding, so that any client's way to write them will do. */
const CLIENT = { clientId: 'bench', clientSecret: 'a-secret-for-the-benchmark' };

/** The sandbox over TLS in a process of its own, so that its work is not in the figures of the clients. */
async function serve({ latencyMs, hiddenLimit, pollsBeforeConsent = 0 }: ServerOrder): Promise<void> {
	const tally = createTally();
	const limit = hiddenLimit === undefined ? undefined : createHiddenLimit(hiddenLimit);
	const lateConsent = createLateConsent(pollsBeforeConsent);
	const sandbox = await startSandbox({
		https: true,
		clients: [CLIENT],
		latencyMs,
		recordRequests: false,
		override: (request) => limit?.override() ?? lateConsent.override(request),
		observe: (request) => {
			const observers = [tally.observe(request), lateConsent.observe(request)];
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
			// What was opened while warming up must not spare the measured part its handshakes.
			sandbox.closeIdleConnections();
			connectionsBefore = sandbox.acceptedConnections();
			tally.reset();
			limit?.reset();
		},
		report: (): ServerReport => ({
			connections: sandbox.acceptedConnections() - connectionsBefore,
			...tally.report(),
			...(limit === undefined ? {} : { hiddenLimit: limit.report() }),
		}),
	});
}

void serve(readOrder<ServerOrder>());
