"""Run the command line as `python -m taonet`."""

from taonet.cli.main import main

if __name__ == "__main__":
    main()
