const { writeFileSync } = require('node:fs');

/** Pending are those of the newest version alone. */
const OUTCOMES = { passed: 'passed', failed: '**failed**', pending: '–' };

/** Prints which scenario passed in which version of n8n, and writes it to the file that E2E_TABLE names, if it does. */
module.exports = class TableReporter {
	onRunComplete(_contexts, { testResults }) {
		const scenarios = testResults.flatMap(({ testResults: tests }) => tests.map(toScenario));
		if (scenarios.length === 0) return;
		const versions = [...new Set(scenarios.map(({ version }) => version))].sort(byVersion);
		const titles = [...new Set(scenarios.map(({ title }) => title))];
		const outcomeOf = (title, version) =>
			scenarios.find((scenario) => scenario.title === title && scenario.version === version)?.outcome ?? '';
		const table = [
			`| Scenario | ${versions.map((version) => `n8n ${version}`).join(' | ')} |`,
			`| --- |${' --- |'.repeat(versions.length)}`,
			...titles.map((title) => `| ${title} | ${versions.map((version) => outcomeOf(title, version)).join(' | ')} |`),
		].join('\n');
		console.log(`\n${table}\n`);
		if (process.env.E2E_TABLE !== undefined) writeFileSync(process.env.E2E_TABLE, `${table}\n`);
	}
};

/** A test stands below its version: "n8n 2.41.1 > group > scenario". */
function toScenario({ ancestorTitles: [version, ...groups], title, status }) {
	return {
		version: version.replace(/^n8n /, ''),
		title: [...groups, title].join(': '),
		outcome: OUTCOMES[status] ?? `not run (${status})`,
	};
}

function byVersion(left, right) {
	return left.localeCompare(right, 'en', { numeric: true });
}
