"""``python -m mlbcore`` is ``mlbcore``."""

from mlbcore.cli import main

if __name__ == "__main__":
    main()
