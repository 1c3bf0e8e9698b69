"""What a customer's words say: in which language, about what, how urgently, in which tone, wanting an answer or none.

By dictionaries and rules that can be read (data/*.toml), loaded when the first text is read. docs/understanding.md says
how it works, docs/benchmarks.md how well.
"""
