"""Reads what landau-fisher saves: a run, a study or a comparison, as xarray with units.

    import landau
    run = landau.open("runs/my")
    run.series["temperature"].plot.line(x="time")

Needs Python 3.9 or later, xarray, h5py, and netCDF4 or h5netcdf; pandas only for `table`. This one file is all there is: copy it, or
put its folder on the path. `landau.open` tells by the files of a directory what it is.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import xarray as xr

__all__ = ["Comparison", "Run", "Study", "open", "open_comparison", "open_run", "open_study"]

AXES = ("vx", "vy", "vz")


@dataclass(frozen=True)
class Run:
    """A run directory. What is large is read when it is asked for."""

    directory: Path

    @property
    def series(self) -> xr.Dataset:
        """The columns against `time`; those of a species or of a pair have the dimensions `species` and `partner`."""
        file = self.directory / "series.nc"
        if not file.exists():
            raise FileNotFoundError(f"{file}: a run writes this file when it ends, and every half a minute before")
        with xr.open_dataset(file) as data:
            return data.load()

    @property
    def summary(self) -> dict[str, Any]:
        """How the run ended: status, verdicts, watchdogs, equilibrium, best estimates with their errors."""
        return _json(self.directory / "summary.json")

    @property
    def provenance(self) -> dict[str, Any]:
        """What made it: program, scenario file, machine, seed, citations."""
        return _json(self.directory / "provenance.json")

    @property
    def events(self) -> list[dict[str, Any]]:
        """What happened, in order."""
        lines = (self.directory / "events.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line]

    @property
    def times(self) -> np.ndarray:
        """The times of the snapshots, in the unit of `series.time`."""
        return np.array([_time(path) for path in self._files()])

    def snapshot(self, time: float | None = None) -> dict[str, xr.DataArray]:
        """f of every species at the snapshot nearest to `time`, by default the last: f(vx, vy) or f(vx, vy, vz)."""
        with h5py.File(self._nearest(time), "r") as file:
            return _meshes(file, exact=False, si=self._units() is not None)

    def exact(self, time: float | None = None) -> dict[str, xr.DataArray]:
        """The exact solution on the same nodes, for the species that have one."""
        with h5py.File(self._nearest(time), "r") as file:
            return _meshes(file, exact=True, si=self._units() is not None)

    def particles(self, time: float | None = None) -> dict[str, xr.Dataset]:
        """The particles of every species that has any: vx, vy (, vz) and weight, whose sum is the density."""
        with h5py.File(self._nearest(time), "r") as file:
            return _particles(file, si=self._units() is not None)

    def table(self) -> Any:
        """The series as a pandas DataFrame with `t` as index, named as the columns of series.csv."""
        import pandas as pd

        return pd.read_csv(self.directory / "series.csv", index_col="t")

    def _units(self) -> dict[str, Any] | None:
        return self.provenance.get("units")

    def _files(self) -> list[Path]:
        files = sorted((self.directory / "snapshots").glob("*.h5"), key=lambda path: int(path.stem))
        if not files:
            raise FileNotFoundError(f"{self.directory}: expected snapshots, got none; ask for some with output.snapshots")
        return files

    def _nearest(self, time: float | None) -> Path:
        files = self._files()
        if time is None:
            return files[-1]
        return min(files, key=lambda path: abs(_time(path) - time))


@dataclass(frozen=True)
class Study:
    """The directory of a study."""

    directory: Path

    @property
    def results(self) -> xr.Dataset:
        """The targets over the axes of the study and `repetition`; with seeds their statistics and intervals too."""
        with xr.open_dataset(self.directory / "study.nc") as data:
            return data.load()

    @property
    def record(self) -> dict[str, Any]:
        """All that the study found: fits, claims, intervals, members."""
        return _json(self.directory / "record.json")

    def table(self) -> Any:
        """The members as a pandas DataFrame, a row each."""
        import pandas as pd

        return pd.read_csv(self.directory / "members.csv")

    def run(self, member: str) -> Run:
        """The run of a member by its id (`results.member`), where the study keeps its runs."""
        return open_run(self.directory / "members" / member / "run")


@dataclass(frozen=True)
class Comparison:
    """The directory of `landau compare`."""

    directory: Path

    @property
    def record(self) -> dict[str, Any]:
        """All that was compared: members, errors, costs, what they are held against."""
        return _json(self.directory / "comparison.json")

    @property
    def runs(self) -> dict[str, Run]:
        """The first run of every member that ended, by its id."""
        return {
            member["id"]: open_run(self.directory / member["runs"][0])
            for member in self.record["members"]
            if member["runs"]
        }

    @property
    def series(self) -> xr.Dataset:
        """The columns that the members share, along a new dimension `member`. The members share the times of their rows."""
        series = {member: run.series for member, run in self.runs.items()}
        if not series:
            raise FileNotFoundError(f"{self.directory}: expected members that ran, got none")
        first, *others = series.values()
        names = [name for name in first.data_vars if all(name in other for other in others)]
        members = xr.DataArray(list(series), dims="member", name="member")
        shared = [data[names] for data in series.values()]
        return xr.concat(shared, dim=members, join="inner", combine_attrs="drop_conflicts")

    def table(self) -> Any:
        """The members as a pandas DataFrame, a row each, as comparison.csv has them."""
        import pandas as pd

        return pd.read_csv(self.directory / "comparison.csv")


def open(directory: str | os.PathLike[str]) -> Run | Study | Comparison:  # noqa: A001
    """The run, study or comparison in a directory."""
    path = Path(directory)
    for file, kind in (("provenance.json", Run), ("comparison.json", Comparison), ("study.nc", Study)):
        if (path / file).exists():
            return kind(path)
    raise FileNotFoundError(
        f"{path}: expected the directory of a run, a study or a comparison, got one without provenance.json, comparison.json or study.nc"
    )


def open_run(directory: str | os.PathLike[str]) -> Run:
    return _expect(open(directory), Run)


def open_study(directory: str | os.PathLike[str]) -> Study:
    return _expect(open(directory), Study)


def open_comparison(directory: str | os.PathLike[str]) -> Comparison:
    return _expect(open(directory), Comparison)


def _expect(found: Any, kind: type) -> Any:
    if isinstance(found, kind):
        return found
    raise ValueError(f"{found.directory}: expected a {kind.__name__.lower()}, got a {type(found).__name__.lower()}")


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def _iteration(file: h5py.File) -> h5py.Group:
    data = file["data"]
    return data[next(iter(data))]


def _time(path: Path) -> float:
    with h5py.File(path, "r") as file:
        return float(_iteration(file).attrs["time"])


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _unit(size: float, unit: str) -> str:
    """A size in SI as UDUNITS reads it: `419382.88 m s-1`."""
    return unit if size == 1 else f"{size!r} {unit}"


def _meshes(file: h5py.File, exact: bool, si: bool) -> dict[str, xr.DataArray]:
    iteration = _iteration(file)
    found = {}
    for mesh in iteration["meshes"].values():
        attrs = mesh.attrs
        if bool(attrs["isExactSolution"]) is not exact:
            continue
        axes = AXES[: mesh.ndim]
        speed = _unit(float(attrs["gridUnitSI"]), "m s-1") if si else "v"
        coords = {
            axis: (
                axis,
                attrs["gridGlobalOffset"][k] + attrs["gridSpacing"][k] * np.arange(mesh.shape[k]),
                {"units": speed, "long_name": f"velocity, {axis[1]}"},
            )
            for k, axis in enumerate(axes)
        }
        name = _text(attrs["speciesName"])
        power = -3 - mesh.ndim
        units = _unit(float(attrs["unitSI"]), f"m{power} s{mesh.ndim}") if si else f"n/v^{mesh.ndim}"
        found[name] = xr.DataArray(
            mesh[...],
            dims=axes,
            coords={**coords, "time": _time_coordinate(iteration, si)},
            name="f",
            attrs={"units": units, "long_name": f"{'exact f' if exact else 'f'} of {name}", "species": name},
        )
    return found


def _particles(file: h5py.File, si: bool) -> dict[str, xr.Dataset]:
    iteration = _iteration(file)
    found = {}
    for group in iteration.get("particles", {}).values():
        name = _text(group.attrs["speciesName"])
        variables = {}
        for key, dataset in group["velocity"].items():
            speed = _unit(float(dataset.attrs["unitSI"]), "m s-1") if si else "v"
            variables[f"v{key}"] = ("particle", dataset[...], {"units": speed, "long_name": f"velocity, {key}"})
        weighting = group["weighting"]
        comment = _text(weighting.attrs.get("comment", ""))
        attrs = {"units": "1", "long_name": "weight", "comment": comment}
        variables["weight"] = ("particle", weighting[...], attrs)
        mass = group["mass"].attrs
        found[name] = xr.Dataset(
            variables,
            coords={"time": _time_coordinate(iteration, si)},
            attrs={
                "species": name,
                "mass": float(mass["value"]),
                "mass_units": _unit(float(mass["unitSI"]), "kg") if si else "m",
            },
        )
    return found


def _time_coordinate(iteration: h5py.Group, si: bool) -> tuple[tuple, float, dict[str, str]]:
    units = _unit(float(iteration.attrs["timeUnitSI"]), "s") if si else "t"
    return ((), float(iteration.attrs["time"]), {"units": units, "long_name": "time"})
