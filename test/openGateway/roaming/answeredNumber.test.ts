import { isAboutOtherNumber } from '../../../nodes/openGateway/roaming/answeredNumber';

const ASKED = '+34666555343';
const isOther = (phoneNumber: unknown, asked = ASKED) => isAboutOtherNumber({ device: { phoneNumber } }, asked);

test.each([
	['+34666555344'],
	['34666555344'],
	[34666555344],
	['0034666555344'],
	['tel:+34666555344'],
	['+34 666 555 344'],
	['+34-666-555-344'],
	['+44666555343'],
	['+666555343'],
	['+3466655534'],
	['+346665553430'],
	['+99999991000'],
	['12125550123'],
])('%j is another number', (phoneNumber) => {
	expect(isOther(phoneNumber)).toBe(true);
});

test.each([
	// The same number, in other spellings.
	['+34666555343'],
	['34666555343'],
	[34666555343],
	['0034666555343'],
	[' tel:+34666555343 '],
	['+34 666 555 343'],
	['+34-666-555-343'],
	['(+34) 666.555.343'],
	['+34 (0)666 555 343'],
	// As it is written inside the country.
	['666555343'],
	['0666555343'],
	// Not readable as a number: missing, masked, hashed, or something else.
	[undefined],
	[null],
	[''],
	['+34*****5343'],
	['+34*****5344'],
	['xxxxxxxx344'],
	['b1946ac92492d2347c6235b4d2611184'],
	['unknown'],
	['+'],
	['+0034666555344'],
	['+34'],
	['+12345678901234567'],
	[true],
	[{}],
	[['+34666555344']],
	[1e30],
	[`+${'4'.repeat(100)}`],
	[`+34666555344${' '.repeat(100)}`],
])('%j is not clearly another number', (phoneNumber) => {
	expect(isOther(phoneNumber)).toBe(false);
});

test.each([
	[{ ueId: { msisdn: '34666555344' } }, true],
	[{ phoneNumber: '+34666555344' }, true],
	[{ ueId: { msisdn: '34666555343' }, phoneNumber: '+34666555343' }, false],
	[{ device: '+34666555344' }, false],
	[{ device: { networkAccessIdentifier: '344@operator.example' } }, false],
	[{ device: null }, false],
	[{}, false],
])('%j: %s', (body, expected) => {
	expect(isAboutOtherNumber(body, ASKED)).toBe(expected);
});
