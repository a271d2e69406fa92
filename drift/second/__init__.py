"""What other clients know of Mistral: second sources, which ask and do not decide.

Each module reads one package into claims. A claim that our table or document does not
share is a question; `listed.toml` has the answers.
"""
