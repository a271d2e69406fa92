import duckdb

import mistyped.arrow

rows = duckdb.sql(f"""
    SELECT line FROM read_csv('{FILE}', columns = {{'line': 'VARCHAR'}},
        delim = chr(30), quote = '', header = false, max_line_size = 100000000)
""").to_arrow_reader(10_000)
checked = (mistyped.arrow.check(batch.column("line")) for batch in rows)
refused = sum(each.field("ok").false_count for each in checked)
print(refused)
