/** What `make` makes of an object, made again only when it is asked for of another object than the last time. */
export function ofLatest<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
  let latest: { readonly of: Of; readonly made: Made } | undefined;
  return (of) => {
    if (latest?.of !== of) latest = { of, made: make(of) };
    return latest.made;
  };
}
