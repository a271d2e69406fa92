"""Plain values: what requests, answers and problems are made of, without a client."""
