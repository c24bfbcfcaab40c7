/**
 * Rows of text as a table, each column as wide as its widest cell.
 *
 * @param paint colours a cell once it has its width
 */
export function table(
	heading: string[],
	rows: string[][],
	paint: (cell: string, row: string[], column: number) => string = (cell) => cell,
): string {
	const widths = heading.map((_, column) => Math.max(...[heading, ...rows].map((row) => row[column]?.length ?? 0)));
	const line = (row: string[], paintCell = paint) =>
		row
			.map((cell, column) => paintCell(cell.padEnd(widths[column] ?? 0), row, column))
			.join('  ')
			.trimEnd();
	const plain = (cell: string) => cell;
	const rule = widths.map((width) => '-'.repeat(width));
	return [line(heading, plain), line(rule, plain), ...rows.map((row) => line(row))].join('\n');
}
