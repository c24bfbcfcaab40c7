/** The form of a state. A later release that changes the form raises the number, and still reads this one. */
export const STATE_VERSION = 1;

/** Who gave the answer. What the simulator says is not compared with what a network said. */
export const ORIGINS = ['network', 'simulator'] as const;
export type Origin = (typeof ORIGINS)[number];

/** A change of place, which people want to be told. */
export const REAL_CHANGES = ['enteredRoaming', 'changedCountry', 'returnedHome'] as const;
export type RealChange = (typeof REAL_CHANGES)[number];

/** A change that was given to the workflow. It is given again until the workflow confirms that its alert is out. */
export interface UnconfirmedChange {
	change: RealChange;
	/** ISO 3166-1 alpha-2: where the phone went; null at home, and where that is not certain. */
	country: string | null;
	/** RFC 3339: when the change was seen first. */
	seenAt: string;
	previousRoaming: boolean | null;
	previousCountry: string | null;
	previousCheckedAt: string | null;
	timesGiven: number;
	/** The ID of the execution that gave it last. */
	execution: string;
}

/** A subscriber who did not consent when asked. */
export interface ConsentAnswer {
	/** Such as CONSENT_PENDING or access_denied. */
	code: string;
	/** RFC 3339. */
	askedAt: string;
}

/** What is known of a number from one run to the next. Empty where nothing is known yet. */
export interface NumberState {
	/** Missing in an empty state. */
	origin?: Origin;
	/** The last certain answer; missing where there was none. */
	roaming?: boolean;
	/** MCC, while roaming. */
	countryCode?: number | null;
	/** ISO 3166-1 alpha-2, while roaming: the countries in which the phone may be; one where that is certain. */
	countryName?: string[];
	/** RFC 3339, the latest `lastStatusTime` of a certain answer; missing where no answer had one. */
	statusTime?: string;
	/** RFC 3339, of the last certain answer. */
	checkedAt?: string;
	/** By purpose, since a subscriber consents to a purpose. */
	consent?: Record<string, ConsentAnswer>;
	/** Changes that were given to the workflow and not confirmed, the oldest first. */
	unconfirmed?: UnconfirmedChange[];
}

/** A state as it is stored: one small JSON object. */
export type StoredState = NumberState & { version: number };

/** @returns null where nothing is known */
export function toStoredState(state: NumberState): StoredState | null {
	return Object.keys(state).length === 0 ? null : { version: STATE_VERSION, ...state };
}
