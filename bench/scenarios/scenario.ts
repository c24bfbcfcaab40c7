/** One row of a scenario's table: heading -> value. */
export type Row = Record<string, string | number>;

export interface ScenarioResult {
	rows: Row[];
	/** The same for programs. */
	figures: object;
}

/** @param scale what part of the full size is run; less than 1 for a quick look */
export type Scenario = (scale: number) => Promise<ScenarioResult>;
