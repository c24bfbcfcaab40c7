import type { IDataObject } from 'n8n-workflow';

/**
 * The fields of the input item that the output item takes along. One named `error` stays behind: n8n would take the
 * item, and with "Retry On Fail" the whole node, for failed.
 *
 * @param include the option "Include Input Fields": none, all or selected
 * @param names the option "Input Fields": names separated by commas
 */
export function pickInputFields(json: IDataObject, include: unknown, names: unknown): IDataObject {
	if (include !== 'all' && include !== 'selected') return {};
	const selected = String(names ?? '')
		.split(',')
		.map((name) => name.trim());
	return Object.fromEntries(
		Object.entries(json).filter(([name]) => name !== 'error' && (include === 'all' || selected.includes(name))),
	);
}
