import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { statusFields } from '../DeviceStatusRoaming/output/items';
import { chooseFields } from '../DeviceStatusRoaming/resultFields';
import type { CloudEvent } from '../openGateway/events/cloudEvent';
import { eventTimeMs, type RoamingEvent } from '../openGateway/events/roamingEvent';
import { unknownPlace } from '../openGateway/roaming/place';

/** An event that becomes an item. */
export interface EventToTell {
	cloudEvent: CloudEvent;
	read: Exclude<RoamingEvent, { kind: 'ignored' }>;
	/** Why it is no change; undefined where it is one. */
	whyNoChange: string | undefined;
	/** Epoch milliseconds. */
	receivedAtMs: number;
	correlator: string;
}

export function toItem(event: EventToTell, simple: boolean): INodeExecutionData {
	const fields = { ...statusOf(event), ...eventFields(event) };
	return { json: chooseFields(fields, simple ? 'simplified' : 'raw', false) };
}

function statusOf({ read, whyNoChange, receivedAtMs, correlator }: EventToTell): IDataObject {
	const { phoneNumber } = read.subscription;
	if (read.kind === 'roaming') {
		const { status } = read;
		const warning = [whyNoChange, status.warning].filter((text) => typeof text === 'string').join(' ') || null;
		return statusFields(phoneNumber, status.outcome, { ...status, warning }, false);
	}
	const nothing = { ...unknownPlace(), roaming: null, lastStatusTime: null, statusAgeSeconds: null };
	const warning = read.description === '' ? null : read.description;
	const checkedAt = new Date(receivedAtMs).toISOString();
	return statusFields(phoneNumber, 'unknown', { ...nothing, checkedAt, warning, correlator }, false);
}

function eventFields({ cloudEvent, read, whyNoChange }: EventToTell): IDataObject {
	const timeMs = eventTimeMs(cloudEvent);
	return {
		event: read.kind === 'roaming' ? read.event : 'subscriptionEnded',
		eventTime: timeMs === null ? null : new Date(timeMs).toISOString(),
		isChange: read.kind === 'roaming' && whyNoChange === undefined,
		subscriptionId: read.subscriptionId,
		endReason: read.kind === 'ended' ? read.reason : null,
	};
}
