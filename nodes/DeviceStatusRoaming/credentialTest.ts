import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { isSimulated } from '../openGateway/credential/aggregators';
import { noLimit } from '../openGateway/http/limiter';
import { tryCredential } from '../openGateway/tryCredential';
import { n8nClock } from '../transport/n8nClock';
import { createCredentialTestTransport } from '../transport/n8nTransport';
import { createSimulatorTransport } from '../transport/simulatorTransport';

const TIMEOUT_MS = 20_000;

/** The Test button. Answers in sentences and never throws one: of an error with a `code`, n8n shows the code alone. */
export async function testOpenGateway(
	this: ICredentialTestFunctions,
	{ data: credential = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const transport = isSimulated(credential.aggregator)
		? createSimulatorTransport(n8nClock)
		: createCredentialTestTransport(n8nClock, this.helpers);
	const { accepted, message } = await tryCredential(credential, {
		transport,
		clock: n8nClock,
		limiter: noLimit,
		onRequest: () => undefined,
		timeoutMs: TIMEOUT_MS,
	});
	return { status: accepted ? 'OK' : 'Error', message };
}
