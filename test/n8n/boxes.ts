/** Where something stands on a canvas, in pixels. */
export interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

export function cover(box: Box, other: Box): boolean {
	return box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
}
