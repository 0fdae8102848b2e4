"""Money: amounts in yuan, whatever multiple the text counts in."""

from __future__ import annotations

from decimal import Decimal

from ..reading.quantities import POWERS

#: How many yuan a unit of money is; foreign money and what is counted per something (元/人) is not among them.
_YUAN = {f"{multiple}元": Decimal(10) ** power for multiple, power in POWERS.items()}


def in_yuan(value: float, unit: str | None) -> Decimal | None:
    """An amount of money in yuan, exactly; None where the unit is no sum of yuan.

    >>> in_yuan(3.2, "万元"), in_yuan(50, "元/人"), in_yuan(5, "亿美元")
    (Decimal('32000'), None, None)
    """
    times = _YUAN.get(unit or "")
    if times is None:
        return None
    yuan = Decimal(repr(float(value))) * times
    return Decimal(int(yuan)) if yuan == int(yuan) else yuan.normalize()
