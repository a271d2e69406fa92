import pyarrow as pa
import ray

import mistyped.arrow


def refused_in(files: pa.Table) -> pa.Table:
    texts = (text.split(b"\n") for text in files["bytes"].to_pylist())
    lines = [line for text in texts for line in text if line.strip()]
    checked = mistyped.arrow.check(pa.array(lines))
    return pa.table({"refused": [checked.field("ok").false_count]})


files = ray.data.read_binary_files(FILE)
counts = files.map_batches(refused_in, batch_format="pyarrow", batch_size=1)
print(counts.sum("refused"))
