import { toStoredState, type NumberState } from '../../../nodes/openGateway/roaming/numberState';
import { innermostValue, readStoredState } from '../../../nodes/openGateway/roaming/storedState';
import { refusalBy } from '../partner';

const CHECKED_AT = '2026-11-23T03:00:00.000Z';
const abroad: NumberState = {
	origin: 'network',
	roaming: true,
	countryCode: 208,
	countryName: ['FR'],
	statusTime: '2026-11-23T02:59:00.000Z',
	checkedAt: CHECKED_AT,
};
const home: NumberState = { origin: 'network', roaming: false, checkedAt: CHECKED_AT };
const asked: NumberState = {
	origin: 'network',
	consent: { FraudPreventionAndDetection: { code: 'CONSENT_PENDING', askedAt: CHECKED_AT } },
};
const unconfirmed: NumberState = {
	...home,
	unconfirmed: [
		{
			change: 'returnedHome',
			country: null,
			seenAt: CHECKED_AT,
			previousRoaming: true,
			previousCountry: 'FR',
			previousCheckedAt: CHECKED_AT,
			timesGiven: 2,
			execution: '17',
		},
	],
};
const stored = toStoredState(abroad);
const text = JSON.stringify(stored);

describe('nothing is stored yet', () => {
	test.each([
		undefined,
		null,
		'',
		'  ',
		'\u00A0',
		'\uFEFF',
		"'",
		'null',
		'NULL',
		'"null"',
		'undefined',
		'""',
		'{}',
		{},
	])('%j', (value) => {
		expect(readStoredState(value)).toEqual({});
	});

	test('an empty state is stored as null', () => {
		expect(toStoredState({})).toBeNull();
	});
});

describe('a stored state is read without loss', () => {
	test.each([abroad, home, asked, unconfirmed, { ...abroad, ...asked }])('%j', (state) => {
		const value = toStoredState(state);
		expect(value).toMatchObject({ version: 1, origin: 'network' });
		expect(readStoredState(value)).toEqual(state);
		expect(readStoredState(JSON.stringify(value))).toEqual(state);
	});

	test.each([
		['a byte order mark', `\uFEFF${text}`],
		['an apostrophe that marks text in a sheet', `'${text}`],
		['both', `\uFEFF'${text}`],
		['blanks and line ends', `\n ${text}\r\n`],
		['indented JSON', JSON.stringify(stored, null, 2)],
		['JSON in JSON', JSON.stringify(text)],
		['JSON in JSON in JSON', JSON.stringify(JSON.stringify(text))],
		['an apostrophe around JSON in JSON', `'${JSON.stringify(text)}`],
		['quotes of CSV', `"${text.replaceAll('"', '""')}"`],
		['other keys beside its own', { ...stored, rowNumber: 7 }],
		['a country code as text', { ...stored, countryCode: '208' }],
		['a country name as text', { ...stored, countryName: 'FR' }],
		['a country name in lower case', { ...stored, countryName: ['fr'] }],
		['a boolean as text', { ...stored, roaming: 'true' }],
	])('through %s', (_name, value) => {
		expect(readStoredState(value)).toEqual(abroad);
	});

	test('several country names as text', () => {
		expect(readStoredState({ ...stored, countryName: 'GP, MQ' })).toEqual({ ...abroad, countryName: ['GP', 'MQ'] });
	});

	test('through a field of a CSV file, quoted as in RFC 4180', () => {
		const line = ['+34666555001', text].map((field) => `"${field.replaceAll('"', '""')}"`).join(',');
		const fields = [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, field = '']) => field.replaceAll('""', '"'));
		expect(readStoredState(fields[1])).toEqual(abroad);
	});
});

describe('an invalid state is refused with the likely cause', () => {
	const cutAt = (length: number) => `${text.slice(0, -1)},"more":"${'x'.repeat(length)}`.slice(0, length);
	test.each<[string, unknown]>([
		['the sheet (Google Sheets) cut it at 50,000 characters', cutAt(50_000)],
		['the sheet (Excel) cut it at 32,767 characters', cutAt(32_767)],
		['cut it at 65,535 characters', cutAt(65_535)],
		['a database column of 255 characters cut it', cutAt(255)],
		['it was cut after 40 characters', text.slice(0, 40)],
		['it was cut after 41 characters', JSON.stringify(text).slice(0, 41)],
		['it has 90000 characters', 'x'.repeat(90_000)],
		['typographic ones', text.replaceAll('"', '\u201D')],
		['typographic ones', text.replaceAll('"', '\u201C')],
		['without JSON.stringify', '[object Object]'],
		['its quotes were replaced', text.replaceAll('"', "'")],
		['no state that this node gave', 'California'],
		['no state that this node gave', 7],
		['no state that this node gave', true],
		['no state that this node gave', []],
		['no state that this node gave', { hello: 1 }],
		['no state that this node gave', { ...stored, version: undefined }],
		['no state that this node gave', { ...stored, origin: undefined }],
		['no state that this node gave', { ...stored, roaming: 'yes' }],
		['no state that this node gave', { ...stored, checkedAt: 'yesterday' }],
		['no state that this node gave', { ...stored, checkedAt: undefined }],
		['no state that this node gave', { ...stored, statusTime: 'yesterday' }],
		['no state that this node gave', { ...stored, countryCode: 'France' }],
		['no state that this node gave', { ...stored, countryName: ['FR', 7] }],
		['no state that this node gave', { ...stored, consent: { Other: 'CONSENT_PENDING' } }],
		['no state that this node gave', { ...stored, unconfirmed: [{ change: 'unchanged' }] }],
	])('%s', (happened, value) => {
		const error = refusalBy(() => readStoredState(value));
		expect(error).toMatchObject({ code: 'INVALID_CONFIGURATION', stage: 'validation' });
		expect(error.message).toContain("'Last State'");
		expect(error.message).toContain(happened);
		expect(error.message).not.toContain('California');
		expect(error.hint).toContain('"roamingState"');
	});

	test('a state of a later release', () => {
		const error = refusalBy(() => readStoredState({ ...stored, version: 2 }));
		expect(error.message).toContain('version 2');
		expect(error.hint).toContain('Update the node');
	});
});

test('text that is stored as JSON again and again stays the same text inside', () => {
	let cell: unknown = 'California';
	for (let night = 0; night < 40; night += 1) cell = JSON.stringify(innermostValue(cell));
	expect(cell).toBe('"California"');
});
