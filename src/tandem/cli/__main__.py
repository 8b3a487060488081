"""`python -m tandem.cli`: the same as `tandem`."""

from tandem.cli import main

if __name__ == "__main__":
    main()
