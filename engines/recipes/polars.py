import polars as pl
import pyarrow as pa

import mistyped.arrow

lines = pl.scan_csv(
    FILE, has_header=False, new_columns=["line"], separator="\x1e", quote_char=None
)
checked = lines.select(
    pl.col("line").map_batches(
        lambda column: pl.Series(mistyped.arrow.check(column.to_arrow())),
        return_dtype=pl.Series(pa.array([], mistyped.arrow.CHECKED)).dtype,
    )
)
refused = checked.select((~pl.col("line").struct.field("ok")).sum()).collect().item()
print(refused)
