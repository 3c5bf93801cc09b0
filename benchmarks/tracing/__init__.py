"""What the benchmarks of the tracing engine are made of.

``bench`` reads texts and truth, ``methods`` lists what is measured, ``runs`` measures each method in
a process of its own, ``score`` says how good the answers are, ``tables`` and ``plots`` show it.
"""
