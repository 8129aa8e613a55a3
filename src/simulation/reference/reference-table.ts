/** The file of another code as columns of cells. */
export interface ReferenceTable {
  /** The columns that can be named. */
  readonly names: readonly string[];
  /** What the file says about itself: the comment lines of a CSV file, the global attributes of a netCDF file. */
  readonly header: readonly string[];
  /** The cells of a column, one per row; undefined when there is no such column. */
  column(name: string): readonly Cell[] | undefined;
}

export interface Cell {
  /** NaN for what is no number. */
  readonly value: number;
  /** What stands there. */
  readonly text: string;
  /** Where it stands: `file.csv:7 T1`. */
  readonly place: string;
}
