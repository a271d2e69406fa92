import daft

import mistyped.arrow


@daft.func.batch(return_dtype=daft.DataType.from_arrow_type(mistyped.arrow.CHECKED))
def checked(lines: daft.Series):
    return mistyped.arrow.check(lines.to_arrow())


lines = daft.read_text(FILE)
found = lines.select(checked(lines["text"]).alias("found"))
refused = found.where(~found["found"]["ok"]).count_rows()
print(refused)
