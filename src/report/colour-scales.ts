/** Ends of the scale of differences: less, and more. Between them the colour fades into the paper. */
export const BLUE = [43, 108, 196] as const;
export const RED = [206, 66, 38] as const;

/** A colour that viridis does not have, for contours of what f is compared with. */
export const CONTRAST = '#ff7ab6';

/** Heights of the contour lines, in parts of the largest value. */
export const contourHeights = [0.1, 0.35, 0.6, 0.85] as const;
