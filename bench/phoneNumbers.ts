/** Spanish mobile numbers: nine digits after +34. The digits between prefix and ending differ. */
const SERIES = {
	/** The sandbox answers at once: roaming in Germany. */
	plain: { prefix: '+346', ending: '11' },
	/** The same answer, for numbers that are not measured. */
	warmUp: { prefix: '+347', ending: '11' },
	/** The sandbox gives a token only once the subscriber has consented; roaming in France. */
	lateConsent: { prefix: '+346', ending: '0102' },
};

/** Made-up phone numbers, the same ones each time. */
export function phoneNumbers(series: keyof typeof SERIES, count: number): string[] {
	const { prefix, ending } = SERIES[series];
	return Array.from(
		{ length: count },
		(_, index) => `${prefix}${String(index).padStart(8 - ending.length, '0')}${ending}`,
	);
}

export function consentsLate(phoneNumber: string): boolean {
	return phoneNumber.endsWith(SERIES.lateConsent.ending);
}

/** Both lists as one: the shorter one is spread evenly in the longer one. */
export function spread(few: string[], many: string[]): string[] {
	const list = [...many];
	const step = (few.length + many.length) / few.length;
	for (const [index, number] of few.entries()) list.splice(Math.round(index * step), 0, number);
	return list;
}
