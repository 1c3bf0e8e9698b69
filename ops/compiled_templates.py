"""Compiles templates/ for the package: `python -m ops.compiled_templates <file>`."""

import marshal
import sys
from pathlib import Path

from chalicelib import generated
from chalicelib.rendering import compiling

PLACE = "chalicelib/rendering/templates.bin"


def main() -> None:
    """Write the file that the package carries (chalicelib/rendering/templates.py reads it)."""
    made = {name.encode(): marshal.dumps(compiling.compiled(name)) for name in sorted(compiling.names())}
    Path(sys.argv[1]).write_bytes(generated.dump(made))


if __name__ == "__main__":
    main()
