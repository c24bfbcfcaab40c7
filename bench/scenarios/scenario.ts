/** One row of a scenario's table: heading -> value. */
export type Row = Record<string, string | number>;

export interface ScenarioResult {
	rows: Row[];
	/** The same for programs. */
	figures: object;
}

/** @param scale share of the full size; less than 1 for a quick run */
export type Scenario = (scale: number) => Promise<ScenarioResult>;
