#!/usr/bin/env python3
"""Opens a run directory with the programs its formats are for: series.nc with xarray, snapshots with h5py.

Usage: python3 scripts/check-netcdf.py RUN_DIRECTORY

Compares every number of series.nc with series.csv, bit for bit, and every snapshot with itself: momentum = mass times
velocity, meshes as large as their axes. Prints the data set; exits with 1 and one line per difference.
Needs numpy, xarray with netCDF4 or h5netcdf, and h5py.
"""

import csv
import pathlib
import sys

import h5py
import numpy as np
import xarray as xr


def value_of(field: str) -> float:
    return float(field) if field else float("nan")


def differences_in_series(directory: pathlib.Path, engine: str) -> list[str]:
    with open(directory / "series.csv", newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    data = xr.open_dataset(directory / "series.nc", engine=engine).load()
    print(f"--- series.nc as xarray ({engine}) sees it\n{data}\n")
    species = [str(name) for name in data.species.values]
    problems = []
    for index, name in enumerate(header):
        expected = np.array([value_of(row[index]) for row in rows])
        base, *owners = name.split(".")
        suffix = ["", "_by_species", "_by_pair"][len(owners)]
        if name == "t":
            found = data.time
        elif all(owner in species for owner in owners):
            found = data[base + suffix] if base + suffix in data else data[base]
            found = found.sel(dict(zip(("species", "partner"), owners)))
        else:
            found = data[name]
        if found.dims != ("time",) or not np.array_equal(found.values, expected, equal_nan=True):
            problems.append(f"series.nc ({engine}): {name} differs from series.csv")
        if found.attrs.get("units") is None or found.attrs.get("long_name") is None:
            problems.append(f"series.nc ({engine}): {name} lacks units or long_name")
    return problems


def differences_in_snapshot(path: pathlib.Path) -> list[str]:
    problems = []
    with h5py.File(path, "r") as file:
        iteration = file[f"data/{int(path.stem)}"]
        for name, mesh in iteration["meshes"].items():
            axes = [label.decode() for label in mesh.attrs["axisLabels"]]
            print(f"{path.name}: {name}{list(mesh.shape)} over {axes}, t = {iteration.attrs['time']}")
            if not len(axes) == mesh.ndim == len(mesh.attrs["gridSpacing"]) == len(mesh.attrs["gridGlobalOffset"]):
                problems.append(f"{path.name}: {name} has {mesh.ndim} axes, {axes} labels")
        for name, species in iteration.get("particles", {}).items():
            mass = species["mass"].attrs["value"]
            for axis in species["velocity"]:
                if not np.array_equal(species["momentum"][axis][:], mass * species["velocity"][axis][:]):
                    problems.append(f"{path.name}: {name} momentum/{axis} is not mass times velocity")
    return problems


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    directory = pathlib.Path(sys.argv[1])
    engines = [engine for engine in ("netcdf4", "h5netcdf") if engine in xr.backends.list_engines()]
    problems = [] if engines else ["xarray has neither netCDF4 nor h5netcdf"]
    for engine in engines:
        problems += differences_in_series(directory, engine)
    for path in sorted((directory / "snapshots").glob("[0-9]*.h5")):
        problems += differences_in_snapshot(path)
    print(*problems, sep="\n", file=sys.stderr)
    return 1 if problems else 0


sys.exit(main())
