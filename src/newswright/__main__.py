"""`python -m newswright` is the command `newswright`."""

from newswright.cli import main

if __name__ == "__main__":
    main()
