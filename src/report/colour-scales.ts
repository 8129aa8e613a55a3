/** Ends of the scale of differences: negative and positive. Between them, the colour fades into the page. */
export const BLUE = [43, 108, 196] as const;
export const RED = [206, 66, 38] as const;

/** A colour that viridis does not contain, for contours of the solution that f is compared with. */
export const CONTRAST = '#ff7ab6';

/** Heights of the contour lines, relative to the largest value. */
export const contourHeights = [0.1, 0.35, 0.6, 0.85] as const;
