import { readRoamingStatus, type RoamingStatus } from '../../../nodes/openGateway/roaming/status';
import { NOW } from '../partner';

/** What the body of a roaming answer is read as; a body that is no status is a failed test. */
export function statusOf(body: object, checkedAtMs = NOW): RoamingStatus {
	const status = readRoamingStatus(body, { phoneNumber: '+34666555001', correlator: 'correlator', checkedAtMs });
	if (status === undefined || 'otherNumber' in status) throw new Error(`${JSON.stringify(body)} is no status.`);
	return status;
}
