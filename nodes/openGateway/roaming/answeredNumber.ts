import { isRecord } from '../json';

/** Longer than a phone number in any spelling. A longer text is not looked at. */
const LONGEST_NUMBER = 40;

/** Fewer digits at the end than any national number has. */
const LAST_DIGITS = 6;

/**
 * True where an answer says that it is about another number than `phoneNumber`: in `device.phoneNumber`, in
 * `ueId.msisdn` (device-status 0.4) or in `phoneNumber`. What is missing, masked or no number says nothing.
 *
 * @param phoneNumber in E.164
 */
export function isAboutOtherNumber(body: Record<string, unknown>, phoneNumber: string): boolean {
	const { device, ueId } = body;
	const written = [
		isRecord(device) ? device.phoneNumber : undefined,
		isRecord(ueId) ? ueId.msisdn : undefined,
		body.phoneNumber,
	];
	return written.some((number) => isOtherNumber(number, phoneNumber.slice(1)));
}

function isOtherNumber(written: unknown, asked: string): boolean {
	const text = typeof written === 'number' ? String(written) : written;
	if (typeof text !== 'string' || text.length > LONGEST_NUMBER) return false;
	const compact = text.replace(/^\s*tel:|\(0\)/gi, '').replace(/[\s().\u2010-\u2015/-]/g, '');
	const [, international, digits = ''] = /^(\+|00)?([1-9][0-9]{4,14})$/.exec(compact) ?? [];
	if (digits === '' || digits === asked) return false;
	// Without a plus it may be the national spelling of the number that was asked for, which ends with the same digits.
	return international !== undefined || digits.slice(-LAST_DIGITS) !== asked.slice(-LAST_DIGITS);
}
