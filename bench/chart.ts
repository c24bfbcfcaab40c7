export interface Bar {
	label: string;
	value: number;
}

const WIDTH = 860;
const MARGIN = 20;
const LABEL_WIDTH = 320;
const VALUE_WIDTH = 70;
const TITLE_HEIGHT = 48;
const ROW_HEIGHT = 34;
const BAR_HEIGHT = 20;

/** Horizontal bars on a linear scale, as SVG. It brings its own background, dark where the reader prefers that. */
export function barChart(title: string, bars: Bar[]): string {
	const height = TITLE_HEIGHT + bars.length * ROW_HEIGHT + MARGIN;
	const longest = Math.max(...bars.map(({ value }) => value));
	const widest = WIDTH - LABEL_WIDTH - VALUE_WIDTH - MARGIN;
	const rows = bars.map(({ label, value }, index) => {
		const top = TITLE_HEIGHT + index * ROW_HEIGHT;
		const middle = top + BAR_HEIGHT / 2;
		const width = Math.max(1, Math.round((value / longest) * widest));
		return `	<text x="${LABEL_WIDTH - 10}" y="${middle}" class="label">${escapeXml(label)}</text>
	<rect x="${LABEL_WIDTH}" y="${top}" width="${width}" height="${BAR_HEIGHT}" class="bar"/>
	<text x="${LABEL_WIDTH + width + 8}" y="${middle}">${value}</text>`;
	});

	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeXml(title)}">
	<style>
		text { font: 14px system-ui, sans-serif; fill: #1f2328; dominant-baseline: central; }
		.title { font-weight: 600; }
		.label { text-anchor: end; }
		.bar { fill: #2f6fbd; }
		.card { fill: #ffffff; stroke: #d0d7de; }
		@media (prefers-color-scheme: dark) {
			text { fill: #e6edf3; }
			.bar { fill: #6aa5ea; }
			.card { fill: #161b22; stroke: #30363d; }
		}
	</style>
	<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6" class="card"/>
	<text x="${MARGIN}" y="24" class="title">${escapeXml(title)}</text>
${rows.join('\n')}
</svg>
`;
}

function escapeXml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
