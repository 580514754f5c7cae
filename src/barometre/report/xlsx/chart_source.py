"""From numbers of a figure to the cells that a chart draws them from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.utils import get_column_letter

from barometre.report.model import Number, NumberField, Words
from barometre.report.theme import Theme


@dataclass(frozen=True, slots=True)
class Source:
    """Where the numbers of a figure's table stand.

    ``cells`` gives row and column by key and field; titles of columns are in row
    ``head``, labels of rows in the first column.
    """

    sheet: str
    head: int
    cells: Mapping[tuple[str, NumberField], tuple[int, int]]
    write: Callable[[Words], str]
    say: Callable[[str], str]
    theme: Theme

    def values(self, numbers: Sequence[Number], code: str) -> NumDataSource:
        """Point at the cells of numbers; hold the numbers where the table lacks one."""
        points = [
            NumVal(idx=index, v=repr(float(number.value or 0)))
            for index, number in enumerate(numbers)
        ]
        data = NumData(formatCode=code, ptCount=len(points), pt=points)
        places = self._places(numbers)
        if not places:
            return NumDataSource(numLit=data)
        return NumDataSource(numRef=NumRef(f=self._refer(places), numCache=data))

    def categories(
        self, numbers: Sequence[Number], labels: Sequence[str]
    ) -> AxDataSource:
        """Point at labels of rows or titles of columns; hold those of a mixed table."""
        points = [StrVal(idx=index, v=label) for index, label in enumerate(labels)]
        data = StrData(ptCount=len(points), pt=points)
        places = self._places(numbers)
        rows, columns = {row for row, _ in places}, {column for _, column in places}
        if len(columns) == 1:
            heads = [(row, 1) for row, _ in places]
        elif len(rows) == 1:
            heads = [(self.head, column) for _, column in places]
        else:
            return AxDataSource(strLit=data)
        return AxDataSource(strRef=StrRef(f=self._refer(heads), strCache=data))

    def _places(self, numbers: Sequence[Number]) -> list[tuple[int, int]]:
        places = [self.cells.get((number.key, number.field)) for number in numbers]
        found = [place for place in places if place is not None]
        return found if len(found) == len(numbers) else []

    def _refer(self, places: Sequence[tuple[int, int]]) -> str:
        """Write the areas of some cells, leaving out what lies between them."""
        name = "'" + self.sheet.replace("'", "''") + "'!"
        areas: list[list[tuple[int, int]]] = []
        for place in places:
            if areas and _follows(areas[-1], place):
                areas[-1].append(place)
            else:
                areas.append([place])
        written = [
            name + ":".join(_absolute(end) for end in dict.fromkeys((a[0], a[-1])))
            for a in areas
        ]
        return written[0] if len(written) == 1 else f"({','.join(written)})"


def _follows(area: Sequence[tuple[int, int]], place: tuple[int, int]) -> bool:
    """Whether a cell goes on with an area, in its direction."""
    (first, left), (row, column) = area[0], area[-1]
    is_down = place == (row + 1, column) and column == left
    return is_down or (place == (row, column + 1) and row == first)


def _absolute(place: tuple[int, int]) -> str:
    return f"${get_column_letter(place[1])}${place[0]}"
