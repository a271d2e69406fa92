from mistyped.preflight import check
